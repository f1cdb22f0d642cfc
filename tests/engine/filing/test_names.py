"""Names that every system takes."""

import unicodedata

import pytest

from effnet_desktop.engine.filing.names import folder_names, safe_name, same_name


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("great white shark", "great white shark"),
        ("猫", "猫"),
        ("CON", "CON_"),
        ("con", "con_"),
        ("nul.jpg", "nul_.jpg"),
        ("COM1", "COM1_"),
        ("LPT³.txt", "LPT³_.txt"),
        ("COM10", "COM10"),
        ("CONE", "CONE"),
        ("aux .x", "aux_ .x"),
        ("dog.", "dog_"),
        ("dog. .", "dog___"),
        ("dog ", "dog_"),
        ('a<b>c:d"e/f\\g|h?i*j', "a_b_c_d_e_f_g_h_i_j"),
        ("line\nbreak", "line_break"),
        ("...", "___"),
        ("half\ud800", "half_"),
        ("caf\udce9", "caf\udce9"),
        ("", "_"),
    ],
)
def test_what_windows_refuses_becomes_an_underscore(name: str, safe: str) -> None:
    assert safe_name(name) == safe
    assert safe_name(safe) == safe


def test_letter_case_and_unicodes_spellings_do_not_count() -> None:
    decomposed = unicodedata.normalize("NFD", "café ガ")
    assert same_name("Café ガ") == same_name(decomposed) == same_name("CAFÉ ガ")
    assert same_name("cafe") != same_name("café")


def test_categories_that_differ_in_case_or_spelling_share_a_folder_and_it_is_said() -> None:
    names, said = folder_names(["cat", "Cat", "cat", " cat", "caf\u00e9", "cafe\u0301"], [])
    assert names["cat"] == names["Cat"] == names[" cat"] == "cat"
    assert names["caf\u00e9"] == names["cafe\u0301"] == "caf\u00e9"
    assert sum("share" in str(text) for text in said) == 3


def test_categories_that_only_become_the_same_get_numbers() -> None:
    names, said = folder_names(["a/b", "a?b", "a_b", "a?b", "a?b"], [])
    assert names == {"a?b": "a_b", "a/b": "a_b (2)", "a_b": "a_b (3)"}
    assert len(said) == 3


def test_a_folder_that_is_there_keeps_its_spelling() -> None:
    assert folder_names(["dog", "cat"], ["Dog", "other"])[0] == {"dog": "Dog", "cat": "cat"}


@pytest.mark.parametrize("category", ["..", ".hidden", "../..", "/etc", "C:\\x"])
def test_no_category_leads_out_of_the_target_or_hides(category: str) -> None:
    folder = folder_names([category], [])[0][category]
    assert "/" not in folder
    assert "\\" not in folder
    assert not folder.startswith(".")


def test_a_very_long_category_is_cut() -> None:
    folder = folder_names(["犬" * 200], [])[0]["犬" * 200]
    assert folder.startswith("犬" * 50)
    assert len(folder.encode()) <= 240
    for name in ("x" * 300 + "\udce9", "\udce9" * 300):  # bytes that are no text
        assert len(folder_names([name], [])[0][name].encode()) <= 240
