"""Makes ``engine/classifying/wordnet_groups.tsv``: the broader groups over ImageNet's 1,000 categories.

``python scripts/make_groups.py [DICTIONARY]``, where DICTIONARY is WordNet 3.0's folder of ``data.noun``, such as that
of Debian's package ``wordnet-base``. Which groups there are, and what people call them, stands in `GROUPS`; which
categories belong to them is WordNet's: a category belongs to the deepest group that one of its hypernyms stands for,
and of several to the one that comes first. `BY_HAND` says where the photos of a category show another thing than its
synset, and where WordNet's place is not what a person would name.
"""

import sys
from functools import cache
from pathlib import Path

DICTIONARY = Path("/usr/share/wordnet")
CLASSIFYING = Path(__file__).parents[1] / "effnet_desktop" / "engine" / "classifying"

# Indented by level: English, Japanese, the synsets. The first synset names the group in the file.
GROUPS = """
animal | 動物 | n00015388
  mammal | 哺乳類 | n01861778
    dog | 犬 | n02084071
    wolf | オオカミ | n02114100
    fox | キツネ | n02118333
    cat | 猫 | n02121808
    wild cat | 野生のネコ科 | n02127808 n02125311 n02127052
    bear | クマ | n02131653
    weasel family | イタチの仲間 | n02441326
    rodent | げっ歯類 | n02329401
    rabbit | ウサギ | n02323902
    monkey | サル | n02484322
    ape | 類人猿 | n02470325
    pig | ブタの仲間 | n02395003
    cattle | ウシの仲間 | n02402010
    sheep | ヒツジ | n02411705
    antelope | アンテロープ | n02419796
    elephant | ゾウ | n02503517
    whale | クジラ | n02062744
    marsupial | 有袋類 | n01874434
  bird | 鳥 | n01503061
    songbird | 小鳥 | n01525720
    bird of prey | 猛禽 | n01604330
    parrot | インコ・オウム | n01816887
    water bird | 水鳥 | n01844917
    game bird | キジの仲間 | n01789386
  reptile | 爬虫類 | n01661091
    snake | ヘビ | n01726692
    lizard | トカゲ | n01674464
    turtle | カメ | n01662784
    crocodilian | ワニ | n01696633
  frog or salamander | 両生類 | n01627424
    frog | カエル | n01639765
    salamander | サンショウウオ・イモリ | n01629276
  fish | 魚 | n02512053
    shark | サメ | n01482330
    ray | エイ | n01495701
  insect | 昆虫 | n02159955
    beetle | 甲虫 | n02164464
    butterfly | チョウ | n02274259
  arachnid | クモ・サソリの仲間 | n01769347
    spider | クモ | n01772222
  crustacean | エビ・カニの仲間 | n01974773
    crab | カニ | n01976957
    lobster | ロブスターの仲間 | n01982650
  mollusc | 貝・軟体動物 | n01940736
person | 人 | n00007846
fungus | キノコ・菌類 | n12992868 n07734744
plant | 植物 | n00017222 n11669921 n13086908
food | 食べ物 | n00021265 n07555863
  fruit | 果物 | n07705931
  vegetable | 野菜 | n07707451
  bread | パン | n07679356
  drink | 飲み物 | n07881800
  dessert | デザート | n07609840
  dish | 料理 | n07557434
landscape | 自然の風景 | n09287968 n09366317 n09468604
thing | もの | n00021939
  vehicle | 乗り物 | n04524313 n03100490
    car | 自動車 | n02958343
    truck | トラック | n04490091
    bus | バス | n02924116
    train | 列車 | n04468005 n03684823 n02959942
    ship | 船 | n04530566
    aircraft | 航空機 | n02686568
    bicycle | 自転車 | n02834778
  clothing | 衣類 | n03051540 n03380867
    headgear | 帽子・かぶり物 | n03502509 n03513137
    footwear | 履物 | n03380867
    swimwear | 水着 | n04371563
    skirt | スカート | n04230808
    tie | ネクタイ | n03815615
    coat | コート | n03057021
  armor | 防具 | n02739668
  furniture | 家具 | n03405725
    chair | 椅子 | n03001627
    bed | ベッド | n02818832 n02766320
    table | テーブル | n04379243 n03179701
  musical instrument | 楽器 | n03800933
    keyboard instrument | 鍵盤楽器 | n03614532
    wind instrument | 管楽器 | n04586932
    stringed instrument | 弦楽器 | n04338517
    percussion instrument | 打楽器 | n03915437
  weapon | 武器 | n04565375
    gun | 銃・大砲 | n03467984
  electronics | 電子機器 | n03278248 n03082979
    computer | コンピューター | n03082979
    telephone | 電話 | n04401088
  home appliance | 家電 | n02729837
  clock | 時計 | n04437953
  measuring instrument | 計器 | n03733925
  light | 照明 | n04263760
  toy or game | おもちゃ・ゲーム | n03964744
  sports equipment | スポーツ用品 | n04285146 n03414162
    ball | ボール | n02778669
  building | 建物・建造物 | n04341686 n02913152
    shop | 店 | n03748162
    place of worship | 宗教施設 | n03953416
    bridge | 橋 | n02898711
    fence | 柵 | n03327234
    dwelling | 住居 | n03546340
  kitchenware | 台所用品 | n03621049 n04381994
    pot or pan | 鍋 | n03101986
  tool | 工具 | n04451818
  writing tool | 筆記具 | n03608870 n04608567
  cosmetics | 化粧品 | n04447443
  container | 入れ物 | n03094503
    bottle | 瓶・ボトル | n02876657
    bag | かばん・袋 | n02773037
    box | 箱 | n02883344
  fabric | 布 | n03309808
"""

# The group's English name, then names of categories.
BY_HAND = """
fungus: mushroom
plant: hay
dish: meat loaf, plate
cattle: water buffalo, bison
sheep: bighorn
building: bell cote, dome, drilling platform, pier, stage, tile roof, thatch, vault, water tower
furniture: shoji, pillow, quilt
electronics: cash machine, hard disc, home theater, loudspeaker, microphone, mouse, photocopier, Polaroid camera, \
projector, radio, reflex camera, remote control, screen, space bar, television
home appliance: electric fan, space heater, stove
weapon: missile
armor: breastplate, bulletproof vest
headgear: pickelhaube, ski mask, wig
clothing: bib, cloak, sunglass, sunglasses
light: table lamp, lampshade
sports equipment: paddle, puck, punching bag, racket, ski, snorkel, parachute
toy or game: jigsaw puzzle, crossword puzzle, swing, teddy, pinwheel, maze, slot
pot or pan: Dutch oven
kitchenware: beer glass, cocktail shaker, coffee mug, cup, goblet, ladle, measuring cup, mortar, pitcher, plate rack, \
saltshaker, spatula, strainer, tray
percussion instrument: drumstick
stringed instrument: pick
tool: broom, carpenter's kit, nail, paintbrush, screw, swab, thimble
writing tool: pencil sharpener, rubber eraser
measuring instrument: magnetic compass, stethoscope
container: Petri dish
thing: brass, cassette, coil, grille, honeycomb, menu, parking meter, scoreboard, seat belt, slide rule, \
web site, bubble, street sign, toilet seat, toilet tissue, traffic light
"""

NOTICE = """\
The broader groups over ImageNet's categories, made by scripts/make_groups.py; the names of the groups are this app's.
First the groups: WordNet id, id of the group above, name in English, name in Japanese.
Then the categories: WordNet id, id of the most specific group.
Which category belongs to which group is from WordNet 3.0, Copyright 2006 by Princeton University. All rights reserved.
Its licence:

This software and database is being provided to you, the LICENSEE, by Princeton University under the following
license. By obtaining, using and/or copying this software and database, you agree that you have read, understood, and
will comply with these terms and conditions.:

Permission to use, copy, modify and distribute this software and database and its documentation for any purpose and
without fee or royalty is hereby granted, provided that you agree to comply with the following copyright notice and
statements, including the disclaimer, and that the same appear on ALL copies of the software, database and
documentation, including modifications that you make for internal use or for distribution.

WordNet 3.0 Copyright 2006 by Princeton University. All rights reserved.

THIS SOFTWARE AND DATABASE IS PROVIDED "AS IS" AND PRINCETON UNIVERSITY MAKES NO REPRESENTATIONS OR WARRANTIES, EXPRESS
OR IMPLIED. BY WAY OF EXAMPLE, BUT NOT LIMITATION, PRINCETON UNIVERSITY MAKES NO REPRESENTATIONS OR WARRANTIES OF
MERCHANTABILITY OR FITNESS FOR ANY PARTICULAR PURPOSE OR THAT THE USE OF THE LICENSED SOFTWARE, DATABASE OR
DOCUMENTATION WILL NOT INFRINGE ANY THIRD PARTY PATENTS, COPYRIGHTS, TRADEMARKS OR OTHER RIGHTS.

The name of Princeton University or Princeton may not be used in advertising or publicity pertaining to distribution of
the software and/or database. Title to copyright in this software, database and any associated documentation shall at
all times remain with Princeton University and LICENSEE agrees to preserve same.
"""


def main(dictionary: Path) -> None:
    """Writes the file."""
    hypernyms = read_hypernyms(dictionary / "data.noun")
    by_hand = {name.strip(): group for group, names in _by_hand() for name in names.split(",")}
    groups: list[tuple[int, str, str]] = []  # depth, id, line
    of_synset: dict[str, list[int]] = {}  # places in `groups`; so are these
    of_name: dict[str, int] = {}
    above: list[str] = []
    for line in GROUPS.strip().splitlines():
        depth = (len(line) - len(line.lstrip())) // 2
        english, japanese, synsets = (part.strip() for part in line.split("|"))
        own, *_ = ids = synsets.split()
        if missing := [synset for synset in ids if synset not in hypernyms]:
            raise SystemExit(f"WordNet has no {missing}, listed for {english}")
        above[depth:] = [own]
        for synset in ids:
            of_synset.setdefault(synset, []).append(len(groups))
        of_name[english] = len(groups)
        groups.append((depth, own, "\t".join((own, above[depth - 1] if depth else "", english, japanese))))

    @cache
    def ancestors(synset: str) -> frozenset[str]:
        return frozenset([synset]).union(*(ancestors(higher) for higher in hypernyms[synset]))

    lines = []
    for row in (CLASSIFYING / "imagenet_names.tsv").read_text(encoding="utf-8").splitlines():
        wnid, english, _ = row.split("\t")
        places = [place for synset in ancestors(wnid) for place in of_synset.get(synset, ())]
        if english in by_hand:
            places = [of_name[by_hand.pop(english)]]
        if not places:
            raise SystemExit(f"No group for {wnid} ({english})")
        lines.append(f"{wnid}\t{groups[min(places, key=lambda place: (-groups[place][0], place))][1]}")
    if by_hand:
        raise SystemExit(f"No such categories: {', '.join(by_hand)}")
    notice = "".join(f"# {line}".rstrip() + "\n" for line in NOTICE.splitlines())
    body = "\n".join([*(line for *_, line in groups), *lines])
    (CLASSIFYING / "wordnet_groups.tsv").write_text(f"{notice}{body}\n", encoding="utf-8", newline="\n")


def _by_hand() -> list[tuple[str, str]]:
    return [(group, names) for group, _, names in (line.partition(":") for line in BY_HAND.strip().splitlines())]


def read_hypernyms(file: Path) -> dict[str, list[str]]:
    """Synsets, such as ``n02084071``, and those directly above each."""
    found = {}
    for line in file.read_text(encoding="latin-1").splitlines():
        if line.startswith(" "):  # the licence
            continue
        fields = line.partition("|")[0].split()
        first = 5 + 2 * int(fields[3], 16)  # after the words, there is the number of pointers
        pointers = [fields[start : start + 4] for start in range(first, first + 4 * int(fields[first - 1]), 4)]
        found[f"n{fields[0]}"] = [f"n{offset}" for symbol, offset, *_ in pointers if symbol in ("@", "@i")]
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else DICTIONARY)
