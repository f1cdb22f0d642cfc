<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ja" sourcelanguage="en">
<context>
    <name>AboutDialog</name>
    <message>
        <source>About EffNet Desktop</source>
        <translation>EffNet Desktop について</translation>
    </message>
    <message>
        <source>Built on Qt {qt} and PySide6 (used under the LGPL version 3; source at {link}), OpenVINO, PyTorch, torchvision, Pillow, pi-heif, NumPy, HTTPX, truststore, safetensors, platformdirs and tqdm.</source>
        <translation>Qt {qt} と PySide6 (LGPL バージョン 3 に基づいて使用。ソースコードは {link})、OpenVINO、PyTorch、torchvision、Pillow、pi-heif、NumPy、HTTPX、truststore、safetensors、platformdirs、tqdm を利用しています。</translation>
    </message>
    <message>
        <source>EffNet Desktop {version}</source>
        <translation>EffNet Desktop {version}</translation>
    </message>
    <message>
        <source>EfficientNet scales a network&apos;s depth, width and resolution together, by one number called phi: Mingxing Tan and Quoc V. Le, &lt;i&gt;EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks&lt;/i&gt;, 2019, {link}.</source>
        <translation>EfficientNet は、phi という 1 つの数でネットワークの深さ、幅、解像度をまとめて拡大します: Mingxing Tan, Quoc V. Le, &lt;i&gt;EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks&lt;/i&gt;, 2019, {link}。</translation>
    </message>
    <message>
        <source>Licence: Apache License 2.0.</source>
        <translation>ライセンス: Apache License 2.0</translation>
    </message>
    <message>
        <source>Sees what photos show. Photos never leave this computer.</source>
        <translation>写真に何が写っているかを見分けます。写真がこのコンピューターの外に出ることはありません。</translation>
    </message>
    <message>
        <source>Licences…</source>
        <translation>ライセンス…</translation>
    </message>
</context>
<context>
    <name>ActionButton</name>
    <message>
        <source>{text} ({keys})</source>
        <translation>{text} ({keys})</translation>
    </message>
    <message>
        <source>{tip} ({keys})</source>
        <translation>{tip} ({keys})</translation>
    </message>
</context>
<context>
    <name>AnswerList</name>
    <message>
        <source>Confidence</source>
        <translation>確信度</translation>
    </message>
    <message>
        <source>Greatest confidence</source>
        <translation>確信度の上限</translation>
    </message>
    <message>
        <source>Least confidence</source>
        <translation>確信度の下限</translation>
    </message>
    <message>
        <source>to</source>
        <translation>～</translation>
    </message>
</context>
<context>
    <name>App</name>
    <message>
        <source>Nothing can be written to {folder}: {reason}.</source>
        <translation>{folder} に書き込めません: {reason}</translation>
    </message>
    <message>
        <source>Settings and models cannot be kept. Start the app with another folder: effnet-desktop --data-dir DIR</source>
        <translation>設定とモデルを保存できません。別のフォルダーを指定してアプリを起動してください: effnet-desktop --data-dir DIR</translation>
    </message>
</context>
<context>
    <name>BudgetView</name>
    <message>
        <source> %</source>
        <translation> %</translation>
    </message>
    <message>
        <source> MB</source>
        <translation> MB</translation>
    </message>
    <message>
        <source> ms</source>
        <translation> ms</translation>
    </message>
    <message>
        <source> photos/min</source>
        <translation> 枚/分</translation>
    </message>
    <message>
        <source>At least this accuracy</source>
        <translation>最低限の精度</translation>
    </message>
    <message>
        <source>At least this agreement</source>
        <translation>最低限の一致率</translation>
    </message>
    <message>
        <source>At least this many photos a minute</source>
        <translation>1 分あたりの最低枚数</translation>
    </message>
    <message>
        <source>At most this much memory</source>
        <translation>メモリの上限</translation>
    </message>
    <message>
        <source>At most this time a photo</source>
        <translation>1 枚あたりの時間の上限</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>限度</translation>
    </message>
    <message>
        <source>No model fits</source>
        <translation>条件に合うモデルがありません</translation>
    </message>
    <message>
        <source>The pick shows when the comparison is done.</source>
        <translation>比較が終わると、選ばれたモデルを表示します。</translation>
    </message>
    <message>
        <source>The quick heads are not kept; training makes a model of this network and your folder.</source>
        <translation>簡易分類器は保存されません。学習すると、このネットワークとフォルダーからモデルを作れます。</translation>
    </message>
    <message>
        <source>This needs a model whose weights are installed.</source>
        <translation>重みがインストールされたモデルが必要です。</translation>
    </message>
    <message>
        <source>Train it…</source>
        <translation>学習...</translation>
    </message>
    <message>
        <source>Use it</source>
        <translation>使用する</translation>
    </message>
    <message>
        <source>What the budget is</source>
        <translation>条件の種類</translation>
    </message>
</context>
<context>
    <name>CascadeView</name>
    <message>
        <source>&amp;Ask the second below</source>
        <translation>2 番目に回す信頼度の上限(&amp;A)</translation>
    </message>
    <message>
        <source>Choose two different models.</source>
        <translation>異なる 2 つのモデルを選択してください。</translation>
    </message>
    <message>
        <source>First</source>
        <translation>1 番目</translation>
    </message>
    <message>
        <source>First model</source>
        <translation>1 番目のモデル</translation>
    </message>
    <message>
        <source>From file to answer, computed from the measured runs</source>
        <translation>ファイルの読み込みから答えが出るまで。測定結果から計算した値です</translation>
    </message>
    <message>
        <source>Name of the pair</source>
        <translation>組み合わせの名前</translation>
    </message>
    <message>
        <source>No photo has a category that both models know: only the times are measured.</source>
        <translation>両方のモデルが知っているカテゴリの写真がないため、時間だけを測定しました。</translation>
    </message>
    <message>
        <source>Photos that the first model is less sure of than this go to the second one</source>
        <translation>1 番目のモデルの信頼度がこれより低い写真を、2 番目のモデルに回します</translation>
    </message>
    <message>
        <source>Proposed: {threshold}, chosen on {chosen} photos, measured on the other {measured}.</source>
        <translation>推奨: {threshold}。{chosen} 枚で選び、残りの {measured} 枚で測定しました。</translation>
    </message>
    <message>
        <source>Proposed: {threshold}. So few photos ({measured}) are not divided: the threshold was chosen on those that it is measured on, so the figures are not independent and look too good.</source>
        <translation>推奨: {threshold}。写真が {measured} 枚と少ないため、2 つに分けていません。しきい値を選んだ写真で測定もしているので、数値は独立ではなく、実際より良く見えます。</translation>
    </message>
    <message>
        <source>Save as model</source>
        <translation>モデルとして保存</translation>
    </message>
    <message>
        <source>Second</source>
        <translation>2 番目</translation>
    </message>
    <message>
        <source>Second model</source>
        <translation>2 番目のモデル</translation>
    </message>
    <message>
        <source>Share of photos that go to the second model</source>
        <translation>2 番目のモデルに回る写真の割合</translation>
    </message>
    <message>
        <source>The pair then stands among your models and classifies like any other.</source>
        <translation>保存した組み合わせは「自分のモデル」に加わり、ほかのモデルと同じように分類に使えます。</translation>
    </message>
    <message>
        <source>This comparison fitted quick heads, which are not kept. Train both models on the folder, then compare those without quick heads.</source>
        <translation>この比較で学習した簡易分類器は保存されません。両方のモデルをこのフォルダーで学習してから、簡易分類器なしで比較してください。</translation>
    </message>
    <message>
        <source>This needs two models whose weights are installed.</source>
        <translation>重みがインストールされたモデルが 2 つ必要です。</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>しきい値</translation>
    </message>
    <message>
        <source>Two models in a row can be tried when the comparison is done.</source>
        <translation>比較が終わると、2 つのモデルの組み合わせを試せます。</translation>
    </message>
    <message>
        <source>Type a name for the pair.</source>
        <translation>組み合わせの名前を入力してください。</translation>
    </message>
    <message>
        <source>asked twice</source>
        <translation>2 番目に回る割合</translation>
    </message>
    <message>
        <source>blended accuracy</source>
        <translation>全体の精度</translation>
    </message>
    <message>
        <source>blended agreement</source>
        <translation>全体の一致率</translation>
    </message>
    <message>
        <source>mean latency</source>
        <translation>平均の待ち時間</translation>
    </message>
    <message>
        <source>p50 {p50}, p95 {p95}</source>
        <translation>p50 {p50}、p95 {p95}</translation>
    </message>
    <message>
        <source>{model} is not among your models any more.</source>
        <translation>{model} はもうモデルの一覧にありません。</translation>
    </message>
    <message>
        <source>{threshold}: {score} right, {latency} on average, {share} asked twice</source>
        <translation>{threshold}: 正解 {score}、平均 {latency}、2 番目に回る割合 {share}</translation>
    </message>
    <message>
        <source>–</source>
        <translation>–</translation>
    </message>
</context>
<context>
    <name>CategoryChooser</name>
    <message>
        <source>Categories</source>
        <translation>カテゴリ</translation>
    </message>
    <message>
        <source>Category</source>
        <translation>カテゴリ</translation>
    </message>
    <message>
        <source>Type a part of the name</source>
        <translation>名前の一部を入力</translation>
    </message>
    <message>
        <source>What is it?</source>
        <translation>何の写真ですか？</translation>
    </message>
</context>
<context>
    <name>CategoryTable</name>
    <message>
        <source>Figures of each category</source>
        <translation>カテゴリごとの指標</translation>
    </message>
</context>
<context>
    <name>ClassifyMediator</name>
    <message>
        <source>Reading when photos were taken</source>
        <translation>撮影日時を読み込んでいます</translation>
    </message>
    <message>
        <source>Waiting for the comparison of models</source>
        <translation>モデルの比較が終わるのを待っています</translation>
    </message>
</context>
<context>
    <name>ClassifyPage</name>
    <message numerus="yes">
        <source>%Ln selected</source>
        <translation>
            <numerusform>%Ln 枚を選択中</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Find…</source>
        <translation>検索(&amp;F)…</translation>
    </message>
    <message>
        <source>&amp;Review…</source>
        <translation>確認(&amp;R)…</translation>
    </message>
    <message>
        <source>&amp;Select all under this heading</source>
        <translation>この見出しの写真をすべて選択(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Unfold all headings</source>
        <translation>すべての見出しを開く(&amp;U)</translation>
    </message>
    <message>
        <source>A photo in full size</source>
        <translation>写真の拡大表示</translation>
    </message>
    <message>
        <source>Camtrap DP</source>
        <translation>Camtrap DP</translation>
    </message>
    <message>
        <source>Choose the &amp;model…</source>
        <translation>モデルを選ぶ(&amp;M)…</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>クリア</translation>
    </message>
    <message>
        <source>Clear the list</source>
        <translation>リストを消去</translation>
    </message>
    <message>
        <source>Copy path</source>
        <translation>パスをコピー</translation>
    </message>
    <message>
        <source>Copy result</source>
        <translation>結果をコピー</translation>
    </message>
    <message>
        <source>Ctrl+wheel</source>
        <translation>Ctrl+ホイール</translation>
    </message>
    <message>
        <source>Day unknown</source>
        <translation>撮影日不明</translation>
    </message>
    <message>
        <source>F&amp;old this heading</source>
        <translation>この見出しを折りたたむ(&amp;O)</translation>
    </message>
    <message>
        <source>File photos…</source>
        <translation>写真を整理...</translation>
    </message>
    <message>
        <source>Folder for the Camtrap DP data package</source>
        <translation>Camtrap DP データパッケージの保存先フォルダー</translation>
    </message>
    <message>
        <source>It is something else…</source>
        <translation>正しいカテゴリを指定...</translation>
    </message>
    <message>
        <source>It is {category}</source>
        <translation>「{category}」に訂正</translation>
    </message>
    <message>
        <source>Larger or smaller pictures</source>
        <translation>サムネイルの大きさを変える</translation>
    </message>
    <message>
        <source>Photos in the list</source>
        <translation>一覧の写真</translation>
    </message>
    <message>
        <source>Put photos into folders, or keywords beside them (Ctrl+Shift+S)</source>
        <translation>写真をフォルダーに分けるか、写真の横にキーワードを書き込みます (Ctrl+Shift+S)</translation>
    </message>
    <message>
        <source>There is a data package in {folder}. Replace it?</source>
        <translation>{folder} にはすでにデータパッケージがあります。置き換えますか？</translation>
    </message>
    <message>
        <source>{shown} of {total} shown</source>
        <translation>{total} 枚中 {shown} 枚を表示</translation>
    </message>
    <message>
        <source>Mark as right</source>
        <translation>正解にする</translation>
    </message>
    <message>
        <source>Mark as wrong</source>
        <translation>不正解にする</translation>
    </message>
    <message>
        <source>No answer</source>
        <translation>答えなし</translation>
    </message>
    <message>
        <source>No photo is like that.</source>
        <translation>当てはまる写真はありません。</translation>
    </message>
    <message>
        <source>Open folder…</source>
        <translation>フォルダーを開く...</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>開く...</translation>
    </message>
    <message numerus="yes">
        <source>Remove %Ln photo(s) from the list</source>
        <translation>
            <numerusform>写真 %Ln 枚を一覧から外す</numerusform>
        </translation>
    </message>
    <message>
        <source>Remove from list</source>
        <translation>一覧から削除</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>フォルダーで表示</translation>
    </message>
    <message>
        <source>not classified</source>
        <translation>未分類</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>待機中</translation>
    </message>
    <message>
        <source>Export results</source>
        <translation>結果をエクスポート</translation>
    </message>
    <message>
        <source>JSON (*.json)</source>
        <translation>JSON (*.json)</translation>
    </message>
    <message>
        <source>Judge the answers one by one, the least certain first (R)</source>
        <translation>確信度の低い順に、答えを 1 枚ずつ確認します (R)</translation>
    </message>
    <message>
        <source>Look at it closely</source>
        <translation>大きく表示</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>確認</translation>
    </message>
    <message>
        <source>Review of {name}</source>
        <translation>{name} の確認</translation>
    </message>
    <message>
        <source>Show &amp;all</source>
        <translation>すべて表示(&amp;A)</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>すべて表示</translation>
    </message>
    <message>
        <source>Table (*.csv)</source>
        <translation>表 (*.csv)</translation>
    </message>
</context>
<context>
    <name>CompareMediator</name>
    <message>
        <source>A model is being trained, which would spoil the times.</source>
        <translation>モデルの学習中は、時間を正しく測定できません。</translation>
    </message>
    <message>
        <source>Compare when the training is done, or stop it on the Train page.</source>
        <translation>学習が終わってから比較するか、[学習] ページで学習を停止してください。</translation>
    </message>
    <message>
        <source>This comparison cannot be read any more.</source>
        <translation>この比較はもう読み込めません。</translation>
    </message>
    <message>
        <source>Waiting for the photos in Classify</source>
        <translation>[分類] の写真が終わるのを待っています</translation>
    </message>
</context>
<context>
    <name>ComparePage</name>
    <message>
        <source>Drop to compare</source>
        <translation>ドロップすると比較します</translation>
    </message>
    <message>
        <source>Machine card (*.html)</source>
        <translation>マシンカード (*.html)</translation>
    </message>
    <message>
        <source>Picture (*.png)</source>
        <translation>画像 (*.png)</translation>
    </message>
    <message>
        <source>Save the chart</source>
        <translation>グラフの保存</translation>
    </message>
    <message>
        <source>Save the machine card</source>
        <translation>マシンカードの保存</translation>
    </message>
    <message>
        <source>Save the table</source>
        <translation>表の保存</translation>
    </message>
    <message>
        <source>Table (*.csv)</source>
        <translation>表 (*.csv)</translation>
    </message>
    <message>
        <source>These photos could not be read.</source>
        <translation>次の写真を読み込めませんでした。</translation>
    </message>
</context>
<context>
    <name>CompareSetup</name>
    <message>
        <source>&amp;Fit a quick head to my folder</source>
        <translation>フォルダーに合わせて簡易分類器を学習する(&amp;F)</translation>
    </message>
    <message>
        <source>A quick head needs a model whose weights are installed.</source>
        <translation>簡易分類器には、重みがインストールされたモデルが必要です。</translation>
    </message>
    <message>
        <source>A quick head needs one folder with a folder for each category.</source>
        <translation>簡易分類器には、カテゴリごとのフォルダーが入ったフォルダーが 1 つ必要です。</translation>
    </message>
    <message>
        <source>Check at least one model.</source>
        <translation>モデルを 1 つ以上チェックしてください。</translation>
    </message>
    <message>
        <source>Choose a folder or photos, or drop them here.</source>
        <translation>フォルダーまたは写真を選択するか、ここにドロップしてください。</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>比較</translation>
    </message>
    <message>
        <source>For categories of your own: each network learns them from a part of the photos, which takes seconds, and is judged on the rest. The heads are not kept.</source>
        <translation>独自のカテゴリ用です。各ネットワークが写真の一部からカテゴリを数秒で学習し、残りの写真で評価されます。学習した分類器は保存されません。</translation>
    </message>
    <message>
        <source>Models classify the same photos in turn, and you see how right, how fast and how large each one is on this computer. Folders named like categories say what is true; without them, models are judged by how often they agree with the largest one. Photos never leave this computer.</source>
        <translation>各モデルが同じ写真を順に分類し、このコンピューターでの正確さ、速さ、大きさを表示します。カテゴリ名の付いたフォルダーがあれば正解がわかり、なければ最大のモデルとの一致率で評価します。写真がこのコンピューターの外に出ることはありません。</translation>
    </message>
    <message>
        <source>None of these is installed, so only their latency is measured.</source>
        <translation>どれもインストールされていないため、待ち時間だけを測定します。</translation>
    </message>
    <message>
        <source>So few photos say little about accuracy and times.</source>
        <translation>写真が少なすぎるため、精度も時間も目安にしかなりません。</translation>
    </message>
    <message>
        <source>There are no photos in it. Choose another folder.</source>
        <translation>写真がありません。別のフォルダーを選択してください。</translation>
    </message>
    <message>
        <source>What does a bigger phi buy on your photos?</source>
        <translation>phi を大きくすると、お手元の写真で何が変わりますか?</translation>
    </message>
</context>
<context>
    <name>Comparison</name>
    <message>
        <source>95 % interval: {range}</source>
        <translation>95 % 区間: {range}</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>Agreement with {model}</source>
        <translation>{model} との一致率</translation>
    </message>
    <message>
        <source>accuracy: {share}</source>
        <translation>精度: {share}</translation>
    </message>
    <message>
        <source>agreement with {model}: {share}</source>
        <translation>{model} との一致率: {share}</translation>
    </message>
    <message>
        <source>dominated: another model is at least as right and as fast</source>
        <translation>劣位: 同等以上に正確で速いモデルがほかにあります</translation>
    </message>
    <message>
        <source>latency: p50 {p50}, p95 {p95}</source>
        <translation>待ち時間: p50 {p50}、p95 {p95}</translation>
    </message>
    <message>
        <source>no photo of its categories: latency only</source>
        <translation>対象カテゴリの写真なし: 待ち時間のみ</translation>
    </message>
    <message>
        <source>on the Pareto front</source>
        <translation>パレートフロント上</translation>
    </message>
    <message>
        <source>untrained: latency only</source>
        <translation>未学習: 待ち時間のみ</translation>
    </message>
    <message>
        <source>{low} to {high} %</source>
        <translation>{low}～{high} %</translation>
    </message>
    <message>
        <source>{p50} / {p95}</source>
        <translation>{p50} / {p95}</translation>
    </message>
</context>
<context>
    <name>ComparisonTable</name>
    <message>
        <source>Figures of each model</source>
        <translation>モデルごとの指標</translation>
    </message>
</context>
<context>
    <name>ComparisonView</name>
    <message numerus="yes">
        <source>%Ln model(s) compared</source>
        <translation>
            <numerusform>%Ln 個のモデルを比較しました</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s)</source>
        <translation>
            <numerusform>%Ln 枚</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) could not be read and were skipped</source>
        <translation>
            <numerusform>%Ln 枚の写真を読み込めず、スキップしました</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) lie in folders that are not named like a category and count for times only.</source>
        <translation>
            <numerusform>%Ln 枚の写真はカテゴリ名でないフォルダーにあるため、時間の測定にだけ使いました。</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Chart as a picture (PNG)…</source>
        <translation>グラフの画像 (PNG)(&amp;C)...</translation>
    </message>
    <message>
        <source>&amp;Machine card (HTML and JSON)…</source>
        <translation>マシンカード (HTML と JSON)(&amp;M)...</translation>
    </message>
    <message>
        <source>&amp;Table (CSV)…</source>
        <translation>表 (CSV)(&amp;T)...</translation>
    </message>
    <message>
        <source>A model can be chosen when the comparison is done.</source>
        <translation>比較が終わると、モデルを選べます。</translation>
    </message>
    <message>
        <source>Back to the choice of photos and models</source>
        <translation>写真とモデルの選択に戻ります</translation>
    </message>
    <message>
        <source>Cascade</source>
        <translation>カスケード</translation>
    </message>
    <message>
        <source>Compare anew</source>
        <translation>新しい比較</translation>
    </message>
    <message numerus="yes">
        <source>Comparing %Ln model(s)</source>
        <translation>
            <numerusform>%Ln 個のモデルを比較中</numerusform>
        </translation>
    </message>
    <message>
        <source>Download…</source>
        <translation>ダウンロード...</translation>
    </message>
    <message>
        <source>Each network has learnt your categories; these photos were kept from it.</source>
        <translation>各ネットワークがお手元のカテゴリを学習しました。ここで使ったのは学習に使っていない写真です。</translation>
    </message>
    <message>
        <source>EffNet Desktop · {photos} · {device} · {machine}</source>
        <translation>EffNet Desktop · {photos} · {device} · {machine}</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>エクスポート</translation>
    </message>
    <message>
        <source>Figures</source>
        <translation>指標</translation>
    </message>
    <message>
        <source>No folder is named like a category, so nobody knows what is right: this is how often each model agrees with {model}, the largest one.</source>
        <translation>カテゴリ名の付いたフォルダーがなく正解がわからないため、最大のモデル {model} との一致率を表示しています。</translation>
    </message>
    <message>
        <source>One photo says nothing about accuracy, and little about times.</source>
        <translation>写真 1 枚では精度はわからず、時間も目安にしかなりません。</translation>
    </message>
    <message>
        <source>Pick phi for my budget</source>
        <translation>条件に合う phi を選ぶ</translation>
    </message>
    <message>
        <source>So few photos say little about accuracy and times.</source>
        <translation>写真が少なすぎるため、精度も時間も目安にしかなりません。</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>開始しています</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>停止しました</translation>
    </message>
    <message numerus="yes">
        <source>Stopped after %Ln photo(s): compare anew for the rest.</source>
        <translation>
            <numerusform>%Ln 枚で停止しました。残りを測定するには、新しく比較してください。</numerusform>
        </translation>
    </message>
    <message>
        <source>Stopped before anything was measured.</source>
        <translation>何も測定しないうちに停止しました。</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>停止しています...</translation>
    </message>
    <message>
        <source>The points show as the photos go by</source>
        <translation>写真の処理が進むと、点を表示します</translation>
    </message>
    <message>
        <source>The quick heads are not kept; training makes a model of this network and your folder.</source>
        <translation>簡易分類器は保存されません。学習すると、このネットワークとフォルダーからモデルを作れます。</translation>
    </message>
    <message>
        <source>Train this model…</source>
        <translation>このモデルを学習...</translation>
    </message>
    <message>
        <source>Use this model</source>
        <translation>このモデルを使う</translation>
    </message>
    <message>
        <source>What does bigger buy me?</source>
        <translation>大きいモデルの効果</translation>
    </message>
    <message>
        <source>{date} · {about}</source>
        <translation>{date} · {about}</translation>
    </message>
    <message>
        <source>{model} is not among your models any more.</source>
        <translation>{model} はもうモデルの一覧にありません。</translation>
    </message>
    <message>
        <source>{model} is not installed any more.</source>
        <translation>{model} はもうインストールされていません。</translation>
    </message>
    <message>
        <source>{model} is not installed. Only its latency was measured.</source>
        <translation>{model} はインストールされていません。待ち時間だけを測定しました。</translation>
    </message>
    <message>
        <source>{name} and {count} more</source>
        <translation>{name} ほか {count} 件</translation>
    </message>
    <message>
        <source>{place} · {photos} · {device} · took {time}</source>
        <translation>{place} · {photos} · {device} · 所要 {time}</translation>
    </message>
    <message>
        <source>{progress} · about {time} left</source>
        <translation>{progress} · 残り約 {time}</translation>
    </message>
</context>
<context>
    <name>ConfusionView</name>
    <message>
        <source>Confusion matrix</source>
        <translation>混同行列</translation>
    </message>
    <message>
        <source>{category} taken for {other}: {count} of {total}</source>
        <translation>{category} を {other} と誤認識: {total} 枚中 {count} 枚</translation>
    </message>
    <message>
        <source>{category}: {count} of {total} recognised</source>
        <translation>{category}: {total} 枚中 {count} 枚を正しく認識</translation>
    </message>
</context>
<context>
    <name>CostBars</name>
    <message>
        <source>Three dimensions or one</source>
        <translation>3 つの次元と 1 つの次元</translation>
    </message>
    <message>
        <source>multiply-adds</source>
        <translation>積和演算数</translation>
    </message>
    <message>
        <source>parameters</source>
        <translation>パラメーター数</translation>
    </message>
    <message>
        <source>{choice}: {params} parameters, {madds} multiply-adds</source>
        <translation>{choice}: パラメーター数 {params}、積和演算 {madds}</translation>
    </message>
</context>
<context>
    <name>DatasetView</name>
    <message numerus="yes">
        <source>%Ln category(ies)</source>
        <translation>
            <numerusform>%Ln カテゴリ</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s)</source>
        <translation>
            <numerusform>%Ln 枚</numerusform>
        </translation>
    </message>
    <message>
        <source>A category like the others</source>
        <translation>ほかと同じカテゴリ</translation>
    </message>
    <message>
        <source>Categories</source>
        <translation>カテゴリ</translation>
    </message>
    <message>
        <source>Listing photos</source>
        <translation>写真を探しています</translation>
    </message>
    <message>
        <source>Looking into the folder…</source>
        <translation>フォルダーを調べています...</translation>
    </message>
    <message>
        <source>Measure on:</source>
        <translation>測定に使う写真:</translation>
    </message>
    <message>
        <source>No category: they show what the model does not know</source>
        <translation>カテゴリではない（モデルが知らないものを測るために使う）</translation>
    </message>
    <message>
        <source>The photos in “{names}” belong to:</source>
        <translation>「{names}」の写真の扱い:</translation>
    </message>
    <message>
        <source>Whole folders, cameras or days that it never learnt from show how right it is in new places</source>
        <translation>学習に使わなかったフォルダー・カメラ・日をまるごと測定に使うと、新しい場所での正しさが分かります</translation>
    </message>
    <message>
        <source>single photos</source>
        <translation>1 枚ごと</translation>
    </message>
    <message>
        <source>whole cameras</source>
        <translation>カメラごと</translation>
    </message>
    <message>
        <source>whole days</source>
        <translation>日ごと</translation>
    </message>
    <message>
        <source>whole folders inside the categories</source>
        <translation>カテゴリ内のフォルダーごと</translation>
    </message>
    <message>
        <source>{file}: {reason}</source>
        <translation>{file}: {reason}</translation>
    </message>
    <message>
        <source>{photos} in {categories}</source>
        <translation>{categories}、{photos}</translation>
    </message>
    <message>
        <source>{photos} in {categories}: {learn} to learn from, {measure} kept aside to measure on</source>
        <translation>{categories}、{photos} (学習用 {learn}、検証用に取り分け {measure})</translation>
    </message>
    <message>
        <source>{photos} in {categories}: {learn} to learn from, {measure} to measure on, as your folders say</source>
        <translation>{categories}、{photos} (フォルダーの分け方どおり、学習用 {learn}、検証用 {measure})</translation>
    </message>
</context>
<context>
    <name>DeviceChip</name>
    <message>
        <source>Device: not known yet</source>
        <translation>デバイス: 確認中</translation>
    </message>
    <message>
        <source>Device: {device}</source>
        <translation>デバイス: {device}</translation>
    </message>
    <message>
        <source>Finding out what this computer can compute on</source>
        <translation>使用できるデバイスを調べています</translation>
    </message>
    <message>
        <source>{name} computes. Click to see why, and to choose.</source>
        <translation>{name} で計算しています。クリックすると、理由の確認と変更ができます。</translation>
    </message>
</context>
<context>
    <name>DeviceDialog</name>
    <message>
        <source>Automatic ({device})</source>
        <translation>自動 ({device})</translation>
    </message>
    <message>
        <source>Automatic: 32 bits on the CPU, 16 on a GPU</source>
        <translation>自動: CPU では 32 ビット、GPU では 16 ビット</translation>
    </message>
    <message>
        <source>Automatic: the CPU at once, {device} where it is faster</source>
        <translation>自動: すぐに CPU で始め、速くなる場合は {device}</translation>
    </message>
    <message>
        <source>Compute on</source>
        <translation>計算に使うデバイス</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>デバイス</translation>
    </message>
    <message>
        <source>Exact: 32-bit floating point everywhere</source>
        <translation>正確: 常に 32 ビット浮動小数点</translation>
    </message>
    <message>
        <source>Finding out what this computer can compute on…</source>
        <translation>使用できるデバイスを調べています...</translation>
    </message>
    <message>
        <source>In use: {device} ({name})</source>
        <translation>使用中: {device} ({name})</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>数値精度</translation>
    </message>
    <message>
        <source>The processor&apos;s own: bf16 where it has it, some answers change</source>
        <translation>プロセッサに合わせる: 対応していれば bf16 (答えが変わる場合があります)</translation>
    </message>
    <message>
        <source>{device}: {name}</source>
        <translation>{device}: {name}</translation>
    </message>
</context>
<context>
    <name>DifferenceView</name>
    <message>
        <source>Bigger</source>
        <translation>大</translation>
    </message>
    <message>
        <source>Bigger model</source>
        <translation>大きいモデル</translation>
    </message>
    <message>
        <source>Broken: right only with {model}</source>
        <translation>悪化: {model} だけが正解</translation>
    </message>
    <message>
        <source>Choose two different models.</source>
        <translation>異なる 2 つのモデルを選択してください。</translation>
    </message>
    <message>
        <source>Fixed: right only with {model}</source>
        <translation>改善: {model} だけが正解</translation>
    </message>
    <message>
        <source>Smaller</source>
        <translation>小</translation>
    </message>
    <message>
        <source>Smaller model</source>
        <translation>小さいモデル</translation>
    </message>
    <message>
        <source>The photos show when the comparison is done.</source>
        <translation>比較が終わると、写真を表示します。</translation>
    </message>
    <message>
        <source>They differ on</source>
        <translation>答えが異なる写真</translation>
    </message>
    <message>
        <source>This needs two models whose weights are installed.</source>
        <translation>重みがインストールされたモデルが 2 つ必要です。</translation>
    </message>
</context>
<context>
    <name>Dimension</name>
    <message>
        <source>All three</source>
        <translation>3 つすべて</translation>
    </message>
    <message>
        <source>Only the depth</source>
        <translation>深さだけ</translation>
    </message>
    <message>
        <source>Only the resolution</source>
        <translation>解像度だけ</translation>
    </message>
    <message>
        <source>Only the width</source>
        <translation>幅だけ</translation>
    </message>
</context>
<context>
    <name>DownloadChip</name>
    <message>
        <source>{model}: {percent} %</source>
        <translation>{model}: {percent} %</translation>
    </message>
    <message>
        <source>{model}…</source>
        <translation>{model}...</translation>
    </message>
</context>
<context>
    <name>EarlierComparisons</name>
    <message numerus="yes">
        <source>%Ln photo(s)</source>
        <translation>
            <numerusform>%Ln 枚</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Earlier comparisons</source>
        <translation>以前の比較(&amp;E)</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>日時</translation>
    </message>
    <message>
        <source>Earlier comparisons</source>
        <translation>以前の比較</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>モデル</translation>
    </message>
    <message>
        <source>Photos</source>
        <translation>写真</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>削除</translation>
    </message>
    <message>
        <source>{photos} in {folder}</source>
        <translation>{folder} の{photos}</translation>
    </message>
</context>
<context>
    <name>Engine</name>
    <message>
        <source>A category needs a name.</source>
        <translation>カテゴリには名前が必要です。</translation>
    </message>
    <message>
        <source>A model needs at least two categories to tell apart.</source>
        <translation>モデルには、見分けるカテゴリが少なくとも 2 つ必要です。</translation>
    </message>
    <message>
        <source>A pair needs two different models.</source>
        <translation>組み合わせには、異なる 2 つのモデルが必要です。</translation>
    </message>
    <message>
        <source>A pair needs two models of the same categories.</source>
        <translation>組み合わせには、カテゴリが同じ 2 つのモデルが必要です。</translation>
    </message>
    <message>
        <source>A training of {name} is running already.</source>
        <translation>{name} の学習はすでに実行中です。</translation>
    </message>
    <message>
        <source>A worker process ended unexpectedly (code {code}).</source>
        <translation>作業用プロセスが予期せず終了しました (コード {code})。</translation>
    </message>
    <message>
        <source>About {percent} % of this photo is damaged, so its answer may be wrong.</source>
        <translation>この写真は約 {percent} % が壊れているため、結果が正しくない可能性があります。</translation>
    </message>
    <message>
        <source>Add photos, or compare without fitting heads.</source>
        <translation>写真を追加するか、簡易分類器なしで比較してください。</translation>
    </message>
    <message>
        <source>An AMD GPU is here, but the installed PyTorch is built without ROCm: install PyTorch&apos;s ROCm build to use it.</source>
        <translation>AMD の GPU がありますが、インストールされている PyTorch は ROCm に対応していません。使用するには、ROCm 対応版の PyTorch をインストールしてください。</translation>
    </message>
    <message>
        <source>An NVIDIA GPU is here, but the installed PyTorch is built without CUDA: install PyTorch&apos;s CUDA build to use it.</source>
        <translation>NVIDIA の GPU がありますが、インストールされている PyTorch は CUDA に対応していません。使用するには、CUDA 対応版の PyTorch をインストールしてください。</translation>
    </message>
    <message>
        <source>Another file is being imported.</source>
        <translation>別のファイルをインポートしています。</translation>
    </message>
    <message>
        <source>Ask its owner, or change its permissions.</source>
        <translation>所有者に問い合わせるか、アクセス許可を変更してください。</translation>
    </message>
    <message>
        <source>Bring it back, then try again.</source>
        <translation>元に戻してから、もう一度お試しください。</translation>
    </message>
    <message>
        <source>Categories in {train} that have no photos in {val}: {categories}. How well they are recognised cannot be measured.</source>
        <translation>{train} にあって {val} に写真がないカテゴリ: {categories}。これらの認識精度は測定できません。</translation>
    </message>
    <message>
        <source>Categories in {val} that have no photos in {train}, left out: {categories}.</source>
        <translation>{val} にあって {train} に写真がないため除外したカテゴリ: {categories}。</translation>
    </message>
    <message>
        <source>Categories whose photos are almost all the same: {categories}. How well they are recognised cannot be measured.</source>
        <translation>ほぼ同じ写真ばかりのカテゴリ: {categories}。これらの認識精度は測定できません。</translation>
    </message>
    <message>
        <source>Categories with a single photo: {categories}. How well they are recognised cannot be measured.</source>
        <translation>写真が 1 枚しかないカテゴリ: {categories}。これらの認識精度は測定できません。</translation>
    </message>
    <message>
        <source>Categories with fewer than {limit} photos: {categories}. More photos would help a lot.</source>
        <translation>写真が {limit} 枚未満のカテゴリ: {categories}。写真を増やすと大きく改善します。</translation>
    </message>
    <message>
        <source>Category folders without photos: {folders}.</source>
        <translation>写真のないカテゴリのフォルダー: {folders}。</translation>
    </message>
    <message>
        <source>Change its permissions.</source>
        <translation>アクセス権を変更してください。</translation>
    </message>
    <message>
        <source>Check its name.</source>
        <translation>名前を確認してください。</translation>
    </message>
    <message>
        <source>Check that it is a file that you may open.</source>
        <translation>開く権限のあるファイルかどうかを確認してください。</translation>
    </message>
    <message>
        <source>Check the date and time. If your company inspects connections, its certificate must be installed.</source>
        <translation>日付と時刻を確認してください。会社が通信を検査している場合は、会社の証明書をインストールする必要があります。</translation>
    </message>
    <message>
        <source>Check the disk that it is on, and that you are allowed to read it.</source>
        <translation>保存先のディスクと、読み取りの権限を確認してください。</translation>
    </message>
    <message>
        <source>Check the disk that it is on.</source>
        <translation>保存先のディスクを確認してください。</translation>
    </message>
    <message>
        <source>Check the disk that they are on, and that you are allowed to read them.</source>
        <translation>保存先のディスクと、読み取り権限を確認してください。</translation>
    </message>
    <message>
        <source>Check the disk.</source>
        <translation>ディスクを確認してください。</translation>
    </message>
    <message>
        <source>Checking photos</source>
        <translation>写真を確認しています</translation>
    </message>
    <message>
        <source>Checking {name}</source>
        <translation>{name} を確認しています</translation>
    </message>
    <message>
        <source>Choose a folder of photos.</source>
        <translation>写真の入ったフォルダーを選んでください。</translation>
    </message>
    <message>
        <source>Choose a folder with photos in it.</source>
        <translation>写真の入ったフォルダーを選択してください。</translation>
    </message>
    <message>
        <source>Choose a new folder for the answers.</source>
        <translation>結果には新しいフォルダーを選んでください。</translation>
    </message>
    <message>
        <source>Choose a new folder for the package.</source>
        <translation>パッケージ用に新しいフォルダーを選んでください。</translation>
    </message>
    <message>
        <source>Choose a new name for the card, such as card.html.</source>
        <translation>カードには card.html のような新しい名前を付けてください。</translation>
    </message>
    <message>
        <source>Choose a new name for the list, such as results.json.</source>
        <translation>リストには results.json のような新しい名前を付けてください。</translation>
    </message>
    <message>
        <source>Choose a new name for the picture, such as chart.png.</source>
        <translation>画像には chart.png のような新しい名前を付けてください。</translation>
    </message>
    <message>
        <source>Choose a new name for the table, such as results.csv.</source>
        <translation>表には results.csv のような新しい名前を付けてください。</translation>
    </message>
    <message>
        <source>Choose a smaller one, or close other programs.</source>
        <translation>小さいものを選ぶか、ほかのプログラムを終了してください。</translation>
    </message>
    <message>
        <source>Choose a smaller phi or gamma: between {low} and {high} pixels make sense.</source>
        <translation>phi か gamma を小さくしてください。{low}～{high} ピクセルが妥当な範囲です。</translation>
    </message>
    <message>
        <source>Choose a smaller phi, alpha or beta: up to {limit} million fit an ordinary computer.</source>
        <translation>phi、alpha、beta のいずれかを小さくしてください。普通のコンピューターで扱えるのは {limit} 百万までです。</translation>
    </message>
    <message>
        <source>Choose a whole number from 0 to {most}.</source>
        <translation>0 から {most} までの整数を選んでください。</translation>
    </message>
    <message>
        <source>Choose another file.</source>
        <translation>別のファイルを選択してください。</translation>
    </message>
    <message>
        <source>Choose another first or second model.</source>
        <translation>1 番目か 2 番目のモデルを変更してください。</translation>
    </message>
    <message>
        <source>Choose another folder.</source>
        <translation>別のフォルダーを選んでください。</translation>
    </message>
    <message>
        <source>Choose another name.</source>
        <translation>別の名前にしてください。</translation>
    </message>
    <message>
        <source>Choose one at least; two or more can be compared.</source>
        <translation>1 つ以上選択してください。2 つ以上あれば比較できます。</translation>
    </message>
    <message>
        <source>Choose one folder of category folders.</source>
        <translation>カテゴリのフォルダーが入ったフォルダーを 1 つ選択してください。</translation>
    </message>
    <message>
        <source>Choose one from {low:g} to {high:g}.</source>
        <translation>{low:g}～{high:g} の範囲で指定してください。</translation>
    </message>
    <message>
        <source>Choose one of its two models.</source>
        <translation>2 つのモデルのどちらかを選んでください。</translation>
    </message>
    <message>
        <source>Close other apps and try again.</source>
        <translation>ほかのアプリを閉じて、もう一度お試しください。</translation>
    </message>
    <message>
        <source>Compare it with its weights installed.</source>
        <translation>重みをインストールしてから比較してください。</translation>
    </message>
    <message>
        <source>Compare its two models instead.</source>
        <translation>代わりに、その 2 つのモデルを比較してください。</translation>
    </message>
    <message>
        <source>Comparing on photos</source>
        <translation>写真で比較しています</translation>
    </message>
    <message>
        <source>Comparing photos</source>
        <translation>写真を比較しています</translation>
    </message>
    <message>
        <source>Comparing with what is there</source>
        <translation>既にあるファイルと比べています</translation>
    </message>
    <message>
        <source>Copy it.</source>
        <translation>コピーを選んでください。</translation>
    </message>
    <message>
        <source>Copy or download it again.</source>
        <translation>もう一度コピーまたはダウンロードしてください。</translation>
    </message>
    <message>
        <source>Copying {name}</source>
        <translation>{name} をコピーしています</translation>
    </message>
    <message>
        <source>Counting the real network</source>
        <translation>実際のネットワークを数えています</translation>
    </message>
    <message>
        <source>Delete it yourself.</source>
        <translation>ご自分で削除してください。</translation>
    </message>
    <message>
        <source>Delete that folder; it is made anew at the next start.</source>
        <translation>そのフォルダーを削除してください。次回の起動時に作り直されます。</translation>
    </message>
    <message>
        <source>Download {smallest} on the Models page, or choose the family lite.</source>
        <translation>[モデル] ページで {smallest} をダウンロードするか、Lite 系列を選択してください。</translation>
    </message>
    <message>
        <source>Downloading {name}</source>
        <translation>{name} をダウンロードしています</translation>
    </message>
    <message>
        <source>Drag out what does not belong.</source>
        <translation>合わない写真をドラッグして外に出してください。</translation>
    </message>
    <message>
        <source>Each category needs a folder of its name with photos in it.</source>
        <translation>カテゴリごとに、その名前のフォルダーを作って写真を入れてください。</translation>
    </message>
    <message>
        <source>EfficientNet B0 to B7 (torchvision&apos;s files) and Lite 0 to 2 with ImageNet&apos;s 1,000 categories can be imported.</source>
        <translation>インポートできるのは、ImageNet の 1,000 カテゴリの EfficientNet B0 ～ B7 (torchvision のファイル) と Lite 0 ～ 2 です。</translation>
    </message>
    <message>
        <source>Evaluate its two models alone.</source>
        <translation>2 つのモデルを個別に評価してください。</translation>
    </message>
    <message>
        <source>Exact copies of other photos, left out: {count}.</source>
        <translation>ほかの写真とまったく同じため除外した写真: {count} 枚。</translation>
    </message>
    <message>
        <source>File it again.</source>
        <translation>もう一度整理してください。</translation>
    </message>
    <message>
        <source>File the photos again.</source>
        <translation>写真をもう一度整理してください。</translation>
    </message>
    <message>
        <source>Filing photos</source>
        <translation>写真を整理しています</translation>
    </message>
    <message>
        <source>Finish it, choose another name, or give it up.</source>
        <translation>学習を終わらせるか、別の名前を選ぶか、途中の学習を破棄してください。</translation>
    </message>
    <message>
        <source>Fitting the head</source>
        <translation>分類器を学習しています</translation>
    </message>
    <message>
        <source>Folders inside category folders: {count}. Their photos belong to the category.</source>
        <translation>カテゴリのフォルダーの中にあるフォルダー: {count} 個。中の写真はそのカテゴリに含めます。</translation>
    </message>
    <message>
        <source>Folders that are not used: {folders}.</source>
        <translation>使用しないフォルダー: {folders}。</translation>
    </message>
    <message>
        <source>Folders that cannot be opened, left out: {folders}.</source>
        <translation>開けないため除外したフォルダー: {folders}。</translation>
    </message>
    <message>
        <source>Free some space and start again.</source>
        <translation>空き容量を増やして、もう一度開始してください。</translation>
    </message>
    <message>
        <source>Free some space and start again; what has come of {name} is kept.</source>
        <translation>空き容量を増やして、もう一度開始してください。{name} の受信済みの部分は残っています。</translation>
    </message>
    <message>
        <source>Free some space, or take it back.</source>
        <translation>空き容量を増やすか、元に戻してください。</translation>
    </message>
    <message>
        <source>GPU: {name}. A small test on it came out right. It takes over from the CPU where it is faster.</source>
        <translation>GPU: {name}。簡単なテストの結果は正しいものでした。CPU より速い場合に引き継ぎます。</translation>
    </message>
    <message>
        <source>Give a CSV file with a photo and its category in each row.</source>
        <translation>各行に写真とそのカテゴリを書いた CSV ファイルを指定してください。</translation>
    </message>
    <message>
        <source>Heads are fitted to one folder at a time.</source>
        <translation>簡易分類器は一度に 1 つのフォルダーで学習します。</translation>
    </message>
    <message>
        <source>Importing {file}</source>
        <translation>{file} をインポートしています</translation>
    </message>
    <message>
        <source>Inheriting the weights of {model}</source>
        <translation>{model} の重みを引き継いでいます</translation>
    </message>
    <message>
        <source>Install that version, or rename the file to begin a new list.</source>
        <translation>そのバージョンをインストールするか、ファイル名を変更して新しい一覧を始めてください。</translation>
    </message>
    <message>
        <source>Install that version, or rename the folder to begin anew.</source>
        <translation>そのバージョンをインストールするか、フォルダーの名前を変えて最初から始めてください。</translation>
    </message>
    <message>
        <source>It belongs to another network or version.</source>
        <translation>別のネットワーク、または別のバージョンのものです。</translation>
    </message>
    <message>
        <source>It cannot be filed: {reason}.</source>
        <translation>整理できません: {reason}。</translation>
    </message>
    <message>
        <source>It cannot be taken back: {reason}.</source>
        <translation>元に戻せません: {reason}。</translation>
    </message>
    <message>
        <source>It could not be read before.</source>
        <translation>以前の学習のときに読み込めませんでした。</translation>
    </message>
    <message>
        <source>It has changed since it was looked at, and is left as it is.</source>
        <translation>確認した後に変更されたため、そのままにしました。</translation>
    </message>
    <message>
        <source>It has changed since, and is left as it is.</source>
        <translation>その後に変更されたため、そのままにしました。</translation>
    </message>
    <message>
        <source>It is left with the photo that it belongs to, or with what belongs to it.</source>
        <translation>この写真に属するファイル、または属する写真とともに、そのまま残しました。</translation>
    </message>
    <message>
        <source>It is not there any more.</source>
        <translation>もうそこにありません。</translation>
    </message>
    <message>
        <source>It is on another disk: there are no links between disks.</source>
        <translation>別のディスクにあります。ディスクをまたぐリンクは作れません。</translation>
    </message>
    <message>
        <source>It may be damaged or hold more than tensors: fetch it again from a source you trust.</source>
        <translation>壊れているか、テンソル以外のものが含まれている可能性があります。信頼できる場所から取得し直してください。</translation>
    </message>
    <message>
        <source>It may be damaged: fetch it again.</source>
        <translation>壊れている可能性があります。取得し直してください。</translation>
    </message>
    <message>
        <source>It may have been moved, renamed or deleted.</source>
        <translation>移動、名前の変更、または削除された可能性があります。</translation>
    </message>
    <message>
        <source>Its name is taken meanwhile.</source>
        <translation>その間に同じ名前のファイルができました。</translation>
    </message>
    <message>
        <source>Its name is too long.</source>
        <translation>名前が長すぎます。</translation>
    </message>
    <message>
        <source>Its original has become a link to it: this is the only copy.</source>
        <translation>元のファイルはこのコピーへのリンクになっています。これが唯一のコピーです。</translation>
    </message>
    <message>
        <source>Its original has changed: this is the only copy of what it was.</source>
        <translation>元のファイルが変更されています。以前の内容はこのコピーにしか残っていません。</translation>
    </message>
    <message>
        <source>Its original is gone: this is the last of its names.</source>
        <translation>元のファイルがありません。残っている名前はこれだけです。</translation>
    </message>
    <message>
        <source>Its original is gone: this is the only copy.</source>
        <translation>元のファイルがありません。残っているのはこのコピーだけです。</translation>
    </message>
    <message>
        <source>Let it learn again, with 20 photos or more that it can be measured on.</source>
        <translation>測定に使える写真を 20 枚以上用意して、もう一度学習させてください。</translation>
    </message>
    <message>
        <source>Listing photos</source>
        <translation>写真を探しています</translation>
    </message>
    <message>
        <source>Loading PyTorch</source>
        <translation>PyTorch を読み込んでいます</translation>
    </message>
    <message>
        <source>Loading {model}</source>
        <translation>{model} を読み込んでいます</translation>
    </message>
    <message>
        <source>Loading {model} onto {device}</source>
        <translation>{model} を {device} に読み込んでいます</translation>
    </message>
    <message>
        <source>Look in a browser whether the network wants you to log in.</source>
        <translation>ネットワークへのログインが必要かどうか、ブラウザーで確認してください。</translation>
    </message>
    <message>
        <source>Looking at photos</source>
        <translation>写真を読み取っています</translation>
    </message>
    <message>
        <source>Looking for photos</source>
        <translation>写真を探しています</translation>
    </message>
    <message>
        <source>Making piles</source>
        <translation>写真を山に分けています</translation>
    </message>
    <message>
        <source>Making test photos</source>
        <translation>テスト用の写真を作成しています</translation>
    </message>
    <message>
        <source>Measuring the epoch</source>
        <translation>エポックの結果を測定しています</translation>
    </message>
    <message>
        <source>Measuring the memory of {model}</source>
        <translation>{model} のメモリを測定しています</translation>
    </message>
    <message>
        <source>Measuring this machine</source>
        <translation>このコンピューターの速度を測定しています</translation>
    </message>
    <message>
        <source>Measuring what more photos would bring</source>
        <translation>写真を増やした場合の効果を測定しています</translation>
    </message>
    <message>
        <source>Memory is short: training goes on with {batch} photos at a time.</source>
        <translation>メモリが足りないため、一度に {batch} 枚ずつ学習を続けます。</translation>
    </message>
    <message>
        <source>More than half of the photos of one category could not be read, such as {path}.</source>
        <translation>あるカテゴリの写真の半分以上を読み込めませんでした({path} など)。</translation>
    </message>
    <message>
        <source>Move it away.</source>
        <translation>別の場所に移してください。</translation>
    </message>
    <message>
        <source>Move it back yourself.</source>
        <translation>ご自分で元の場所に移動してください。</translation>
    </message>
    <message>
        <source>Move that away.</source>
        <translation>それを別の場所に移してください。</translation>
    </message>
    <message>
        <source>Move the photo itself.</source>
        <translation>写真そのものを移動してください。</translation>
    </message>
    <message>
        <source>Name another pile.</source>
        <translation>別の山にも名前を付けてください。</translation>
    </message>
    <message>
        <source>No GPU was found that PyTorch can use.</source>
        <translation>PyTorch で使用できる GPU は見つかりませんでした。</translation>
    </message>
    <message>
        <source>No camera can be held out: each has a category that no other has.</source>
        <translation>測定用に取り分けられるカメラがありません。どのカメラにも、ほかのカメラにないカテゴリがあります。</translation>
    </message>
    <message>
        <source>No connection; trying again in {seconds} s</source>
        <translation>接続できません。{seconds} 秒後に再試行します</translation>
    </message>
    <message>
        <source>No day can be held out: each has a category that no other has.</source>
        <translation>測定用に取り分けられる日がありません。どの日にも、ほかの日にないカテゴリがあります。</translation>
    </message>
    <message>
        <source>No filing was stopped.</source>
        <translation>中断された整理はありません。</translation>
    </message>
    <message>
        <source>No folder can be held out: each has a category that is nowhere else.</source>
        <translation>測定用に取り分けられるフォルダーがありません。どのフォルダーにも、ほかにないカテゴリがあります。</translation>
    </message>
    <message>
        <source>No folder in {folder} is named like a category of {model}.</source>
        <translation>{folder} の中に、{model} のカテゴリと同じ名前のフォルダーがありません。</translation>
    </message>
    <message>
        <source>No measured model reaches {limit} % right: the best, {model}, reaches {own} %.</source>
        <translation>正解 {limit} % に届くモデルはありません。最良の {model} で {own} % です。</translation>
    </message>
    <message>
        <source>No measured model reaches {limit} photos a minute: the fastest, {model}, reaches {own}.</source>
        <translation>1 分あたり {limit} 枚に届くモデルはありません。最速の {model} で {own} 枚です。</translation>
    </message>
    <message>
        <source>No measured model runs in {limit} MB of memory: the smallest, {model}, needs {own} MB.</source>
        <translation>{limit} MB のメモリで動くモデルはありません。最小の {model} でも {own} MB 必要です。</translation>
    </message>
    <message>
        <source>No measured model takes {limit} ms a photo or less: the fastest, {model}, takes {own} ms.</source>
        <translation>1 枚 {limit} ms 以下のモデルはありません。最速の {model} で {own} ms です。</translation>
    </message>
    <message>
        <source>No model of the family is installed whose weights {name} could inherit.</source>
        <translation>{name} に重みを引き継げる同じ系列のモデルがインストールされていません。</translation>
    </message>
    <message>
        <source>No model was chosen.</source>
        <translation>モデルが選択されていません。</translation>
    </message>
    <message>
        <source>No model was measured whose weights are installed.</source>
        <translation>重みがインストールされたモデルは測定されていません。</translation>
    </message>
    <message>
        <source>No photo is left to compare on: every category has a single photo.</source>
        <translation>どのカテゴリにも写真が 1 枚しかないため、比較に使える写真がありません。</translation>
    </message>
    <message>
        <source>None of the photos could be read.</source>
        <translation>どの写真も読み込めませんでした。</translation>
    </message>
    <message>
        <source>None of the photos in {folder} can be read.</source>
        <translation>{folder} の写真を 1 枚も読み込めません。</translation>
    </message>
    <message>
        <source>None of the {count} photos can be read. ({reason})</source>
        <translation>{count} 枚の写真を 1 枚も読み込めません。({reason})</translation>
    </message>
    <message>
        <source>Nothing can be moved out of its folder.</source>
        <translation>このファイルのフォルダーからは何も移動できません。</translation>
    </message>
    <message>
        <source>Nothing can be written to {path}.</source>
        <translation>{path} には書き込めません。</translation>
    </message>
    <message>
        <source>Noting what you said</source>
        <translation>判定を記録しています</translation>
    </message>
    <message>
        <source>Only {category} has photos that can be read; those of {others} cannot. A model needs at least two categories to tell apart.</source>
        <translation>写真を読み込めるカテゴリは {category} だけで、{others} の写真は読み込めません。モデルには区別するカテゴリが 2 つ以上必要です。</translation>
    </message>
    <message>
        <source>Open the folder again.</source>
        <translation>フォルダーを開き直してください。</translation>
    </message>
    <message>
        <source>OpenVINO cannot read the converted model {file}.</source>
        <translation>変換済みのモデル {file} を OpenVINO で読み込めません。</translation>
    </message>
    <message>
        <source>OpenVINO computes on the CPU, several times faster than PyTorch does there.</source>
        <translation>CPU での計算には OpenVINO を使います。CPU 上の PyTorch より数倍高速です。</translation>
    </message>
    <message>
        <source>OpenVINO failed: {reason}</source>
        <translation>OpenVINO でエラーが発生しました: {reason}</translation>
    </message>
    <message>
        <source>Photos are being filed already.</source>
        <translation>写真は既に整理中です。</translation>
    </message>
    <message>
        <source>Photos beside the category folders, not used: {count}. Move them into the folder of their category.</source>
        <translation>カテゴリのフォルダーの外にあり、使用しない写真: {count} 枚。それぞれのカテゴリのフォルダーに移動してください。</translation>
    </message>
    <message>
        <source>Photos in {val} that look almost like photos in {train}: {count}. The accuracy may look better than it is.</source>
        <translation>{train} の写真とよく似た {val} の写真: {count} 枚。精度が実際より高く見える可能性があります。</translation>
    </message>
    <message>
        <source>Photos of the list that are not there: {count}.</source>
        <translation>リストにあるのに見つからない写真: {count} 枚。</translation>
    </message>
    <message>
        <source>Photos of your corrections that are no longer there: {count}.</source>
        <translation>訂正した写真のうち、見つからなくなったもの: {count} 枚。</translation>
    </message>
    <message>
        <source>Photos that are in more than one category ({categories}): {count}. They count as {category} only.</source>
        <translation>複数のカテゴリ ({categories}) に入っている写真: {count} 枚。{category} としてのみ扱います。</translation>
    </message>
    <message>
        <source>Photos that are in {train} and in {val}: {count}. The ones in {train} are left out, because the accuracy would look better than it is.</source>
        <translation>{train} と {val} の両方にある写真: {count} 枚。精度が実際より高く見えないように、{train} の写真を除外しました。</translation>
    </message>
    <message>
        <source>Photos that cannot be read, left out: {count}.</source>
        <translation>読み込めないため除外した写真: {count} 枚。</translation>
    </message>
    <message>
        <source>Photos that the list gives more than one category: {count}. The first counts.</source>
        <translation>リストで複数のカテゴリが付いている写真: {count} 枚。最初のものを使います。</translation>
    </message>
    <message>
        <source>Planning</source>
        <translation>計画しています</translation>
    </message>
    <message>
        <source>Preparing {model}</source>
        <translation>{model} を準備しています</translation>
    </message>
    <message>
        <source>Preparing {model} for this computer (only once)</source>
        <translation>{model} をこのコンピューター用に準備しています (初回のみ)</translation>
    </message>
    <message>
        <source>Reading photos</source>
        <translation>写真を読み込んでいます</translation>
    </message>
    <message>
        <source>Reading photos for training</source>
        <translation>学習用の写真を読み込んでいます</translation>
    </message>
    <message>
        <source>Reading sidecars</source>
        <translation>サイドカーを読み込んでいます</translation>
    </message>
    <message>
        <source>Remove it on the Models page and save the pair again.</source>
        <translation>[モデル] ページで削除し、組み合わせをもう一度保存してください。</translation>
    </message>
    <message>
        <source>Remove it on the Models page and train it again.</source>
        <translation>[モデル] ページで削除し、もう一度学習してください。</translation>
    </message>
    <message>
        <source>Remove it.</source>
        <translation>取り除いてください。</translation>
    </message>
    <message>
        <source>Rename it.</source>
        <translation>名前を変更してください。</translation>
    </message>
    <message>
        <source>Rename or delete it to begin a new list; your photos are as they were.</source>
        <translation>名前を変更するか削除すると、新しい一覧を始められます。写真は元のままです。</translation>
    </message>
    <message>
        <source>Rename or delete that folder to begin anew; your photos are as they were.</source>
        <translation>最初から始めるには、そのフォルダーの名前を変えるか削除してください。写真はそのままです。</translation>
    </message>
    <message>
        <source>Repair it, or move it away.</source>
        <translation>修復するか、別の場所に移してください。</translation>
    </message>
    <message>
        <source>Save a smaller copy of it and open that.</source>
        <translation>縮小したコピーを保存して、それを開いてください。</translation>
    </message>
    <message>
        <source>Save it as CSV in UTF-8 and try again.</source>
        <translation>UTF-8 の CSV として保存し、もう一度試してください。</translation>
    </message>
    <message>
        <source>Save it as JPEG or PNG.</source>
        <translation>JPEG または PNG で保存し直してください。</translation>
    </message>
    <message>
        <source>Save the model&apos;s state_dict() alone.</source>
        <translation>モデルの state_dict() だけを保存してください。</translation>
    </message>
    <message>
        <source>Save the photo as JPEG.</source>
        <translation>写真を JPEG で保存してください。</translation>
    </message>
    <message>
        <source>Saving {name}</source>
        <translation>{name} を保存しています</translation>
    </message>
    <message>
        <source>Set HTTP_PROXY and HTTPS_PROXY to an http:// address, or unset ALL_PROXY.</source>
        <translation>HTTP_PROXY と HTTPS_PROXY に http:// のアドレスを設定するか、ALL_PROXY の設定を解除してください。</translation>
    </message>
    <message>
        <source>Somebody has moved, renamed or deleted it.</source>
        <translation>移動されたか、名前が変更されたか、削除されています。</translation>
    </message>
    <message>
        <source>Something else is at its old place, {path}.</source>
        <translation>元の場所 {path} に別のものがあります。</translation>
    </message>
    <message>
        <source>Something unexpected went wrong: {reason}</source>
        <translation>予期しない問題が発生しました: {reason}</translation>
    </message>
    <message>
        <source>Split them another way.</source>
        <translation>別の分け方を選んでください。</translation>
    </message>
    <message>
        <source>Start from a published model, such as lite0.</source>
        <translation>lite0 などの公開モデルから始めてください。</translation>
    </message>
    <message>
        <source>Tag the photo again.</source>
        <translation>写真にもう一度キーワードを付けてください。</translation>
    </message>
    <message>
        <source>Take it back or go on: both are safe.</source>
        <translation>取り消すことも続けることもできます。どちらも安全です。</translation>
    </message>
    <message>
        <source>Taking it back</source>
        <translation>取り消しています</translation>
    </message>
    <message>
        <source>The CPU answers at once; a GPU takes over where that is faster.</source>
        <translation>CPU がすぐに答えます。GPU のほうが速い場合は GPU が引き継ぎます。</translation>
    </message>
    <message>
        <source>The CPU is faster than {device} on these photos.</source>
        <translation>これらの写真では {device} より CPU のほうが高速です。</translation>
    </message>
    <message>
        <source>The GPU cannot be used, so the CPU goes on. ({reason})</source>
        <translation>GPU を使えないため、CPU で続けます。({reason})</translation>
    </message>
    <message>
        <source>The address of {host} (or of the proxy) cannot be found.</source>
        <translation>{host} (またはプロキシ) のアドレスが見つかりません。</translation>
    </message>
    <message>
        <source>The authors rounded by hand: at phi {phi} the formula gives {resolution} px, depth {depth} and width {width}; {name} ships {shipped} px, depth {shipped_depth} and width {shipped_width}.</source>
        <translation>公開モデルの値は手作業で丸められています。phi {phi} では、式によると {resolution} px、深さ {depth}、幅 {width} ですが、{name} は {shipped} px、深さ {shipped_depth}、幅 {shipped_width} です。</translation>
    </message>
    <message>
        <source>The categories {first} and {second} share the folder {folder}.</source>
        <translation>カテゴリ {first} と {second} は同じフォルダー {folder} に入ります。</translation>
    </message>
    <message>
        <source>The category folders in {folder} hold no photos.</source>
        <translation>{folder} のカテゴリのフォルダーに写真がありません。</translation>
    </message>
    <message>
        <source>The certificate of {host} is not trusted on this computer.</source>
        <translation>{host} の証明書は、このコンピューターで信頼されていません。</translation>
    </message>
    <message>
        <source>The connection to {host} breaks off again and again.</source>
        <translation>{host} への接続が何度も切断されます。</translation>
    </message>
    <message>
        <source>The device may compute too coarsely: choose another one, or the exact precision.</source>
        <translation>デバイスの計算精度が足りない可能性があります。別のデバイスを選ぶか、精度を「正確」にしてください。</translation>
    </message>
    <message>
        <source>The disk has too little room: {needed} MB are needed, {free} MB are free.</source>
        <translation>ディスクの空きが足りません。{needed} MB が必要ですが、空きは {free} MB です。</translation>
    </message>
    <message>
        <source>The disk of {folder} is full.</source>
        <translation>{folder} のディスクがいっぱいです。</translation>
    </message>
    <message>
        <source>The file cannot be read: {reason}.</source>
        <translation>ファイルを読み込めません: {reason}。</translation>
    </message>
    <message>
        <source>The file is empty (0 bytes).</source>
        <translation>ファイルが空です (0 バイト)。</translation>
    </message>
    <message>
        <source>The files of the model {name} are damaged or do not belong together.</source>
        <translation>モデル {name} のファイルが壊れているか、組み合わせが正しくありません。</translation>
    </message>
    <message>
        <source>The folder cannot be read: {reason}.</source>
        <translation>フォルダーを読み取れません: {reason}。</translation>
    </message>
    <message>
        <source>The folder {folder} cannot be read: {reason}.</source>
        <translation>フォルダー {folder} を読み込めません: {reason}。</translation>
    </message>
    <message>
        <source>The folder {folder} cannot be used: {reason}.</source>
        <translation>フォルダー {folder} を使用できません: {reason}。</translation>
    </message>
    <message>
        <source>The folder {train} has no photos to learn from.</source>
        <translation>フォルダー {train} に学習用の写真がありません。</translation>
    </message>
    <message>
        <source>The formula and the published {name} agree here.</source>
        <translation>ここでは式と公開モデル {name} の値が一致しています。</translation>
    </message>
    <message>
        <source>The journal does not fit the sidecar.</source>
        <translation>記録がサイドカーと一致しません。</translation>
    </message>
    <message>
        <source>The journal {path} is damaged.</source>
        <translation>記録 {path} が壊れています。</translation>
    </message>
    <message>
        <source>The list of corrections {file} cannot be read: {reason}.</source>
        <translation>訂正の一覧 {file} を読み込めません: {reason}。</translation>
    </message>
    <message>
        <source>The list of corrections {file} is damaged.</source>
        <translation>訂正の一覧 {file} が壊れています。</translation>
    </message>
    <message>
        <source>The list of corrections {file} was written by a newer version of this app.</source>
        <translation>訂正の一覧 {file} は、このアプリの新しいバージョンで作成されています。</translation>
    </message>
    <message>
        <source>The list {file} cannot be read: {reason}.</source>
        <translation>リスト {file} を読み込めません: {reason}。</translation>
    </message>
    <message>
        <source>The list {file} is not text in UTF-8.</source>
        <translation>リスト {file} は UTF-8 のテキストではありません。</translation>
    </message>
    <message>
        <source>The list {file} names no photo that is there with a category.</source>
        <translation>リスト {file} には、実在してカテゴリの付いた写真がありません。</translation>
    </message>
    <message>
        <source>The log has the details.</source>
        <translation>詳細はログを確認してください。</translation>
    </message>
    <message>
        <source>The machine may be short of memory: close other programs and try again.</source>
        <translation>メモリが不足している可能性があります。ほかのプログラムを閉じて、もう一度お試しください。</translation>
    </message>
    <message>
        <source>The model {name} has format {format}, which this version does not know.</source>
        <translation>モデル {name} の形式 {format} は、このバージョンでは扱えません。</translation>
    </message>
    <message>
        <source>The model {name} is not installed.</source>
        <translation>モデル {name} はインストールされていません。</translation>
    </message>
    <message>
        <source>The models are: {names}.</source>
        <translation>使用できるモデル: {names}。</translation>
    </message>
    <message>
        <source>The network gave features that are not numbers.</source>
        <translation>ネットワークが出力した特徴量に、数値でない値がありました。</translation>
    </message>
    <message>
        <source>The network would have {params} million parameters.</source>
        <translation>ネットワークのパラメーター数が {params} 百万になります。</translation>
    </message>
    <message>
        <source>The package {package} is missing, which carries {name}.</source>
        <translation>{name} を含むパッケージ {package} がありません。</translation>
    </message>
    <message>
        <source>The pair {name} needs the model {member}, which is not here or damaged.</source>
        <translation>組み合わせ {name} に必要なモデル {member} がないか、壊れています。</translation>
    </message>
    <message>
        <source>The paper tried it (table 7): with the same compute, about 1.8 G multiply-adds, depth alone reached 79.0 % on ImageNet, width alone 78.9 %, resolution alone 79.1 %, and all three together 81.1 %.</source>
        <translation>論文の表 7 での比較: 約 1.8 G の同じ積和演算数で、ImageNet の正解率は深さだけで 79.0 %、幅だけで 78.9 %、解像度だけで 79.1 %、3 つすべてで 81.1 % でした。</translation>
    </message>
    <message>
        <source>The parts do not fit together; starting over in {seconds} s</source>
        <translation>受信した部分が一致しません。{seconds} 秒後に最初からやり直します</translation>
    </message>
    <message>
        <source>The photo is damaged or incomplete.</source>
        <translation>写真が壊れているか、不完全です。</translation>
    </message>
    <message>
        <source>The photo is damaged, or of a kind that is not supported.</source>
        <translation>写真が壊れているか、対応していない種類です。</translation>
    </message>
    <message>
        <source>The photo is too large: it has more than {limit} megapixels.</source>
        <translation>写真が大きすぎます ({limit} メガピクセルを超えています)。</translation>
    </message>
    <message>
        <source>The photos are not in two folders or more inside their categories.</source>
        <translation>写真は、カテゴリの中で 2 つ以上のフォルダーに分かれていません。</translation>
    </message>
    <message>
        <source>The photos are not known to be of two cameras or more.</source>
        <translation>写真からは、2 台以上のカメラで撮られたことが分かりません。</translation>
    </message>
    <message>
        <source>The photos are not known to be of two days or more.</source>
        <translation>写真からは、2 日以上にわたって撮られたことが分かりません。</translation>
    </message>
    <message>
        <source>The photos of this pile are all alike.</source>
        <translation>この山の写真はどれも同じように見えます。</translation>
    </message>
    <message>
        <source>The photos of {copied} are the same as photos of {category}, so only one category is left. A model needs at least two to tell apart.</source>
        <translation>{copied} の写真は {category} の写真と同じものなので、カテゴリが 1 つしか残りません。モデルには区別するカテゴリが 2 つ以上必要です。</translation>
    </message>
    <message>
        <source>The piles in {folder} are damaged.</source>
        <translation>{folder} に保存された山が壊れています。</translation>
    </message>
    <message>
        <source>The piles in {folder} cannot be read: {reason}.</source>
        <translation>{folder} に保存された山を読み込めません: {reason}。</translation>
    </message>
    <message>
        <source>The piles in {folder} were written by a newer version of this app.</source>
        <translation>{folder} に保存された山は、このアプリの新しいバージョンのものです。</translation>
    </message>
    <message>
        <source>The run {name} cannot be gone on with.</source>
        <translation>整理 {name} は再開できません。</translation>
    </message>
    <message>
        <source>The sidecar cannot be written: {reason}.</source>
        <translation>サイドカーに書き込めません: {reason}。</translation>
    </message>
    <message>
        <source>The sidecar declares a document type, which XMP has none of.</source>
        <translation>サイドカーに文書型の宣言があります。XMP では使われないものです。</translation>
    </message>
    <message>
        <source>The sidecar has changed meanwhile, and is left as it is.</source>
        <translation>サイドカーがその間に変更されたため、そのままにしました。</translation>
    </message>
    <message>
        <source>The sidecar holds its keywords in a way that is not known here.</source>
        <translation>サイドカーのキーワードの書き方に対応していません。</translation>
    </message>
    <message>
        <source>The sidecar is a link, a folder or no sidecar at all.</source>
        <translation>サイドカーの場所にあるのは、リンク、フォルダー、またはサイドカー以外のファイルです。</translation>
    </message>
    <message>
        <source>The sidecar is no XMP.</source>
        <translation>サイドカーが XMP ではありません。</translation>
    </message>
    <message>
        <source>The sidecar is no well-formed XML: {reason}.</source>
        <translation>サイドカーが正しい XML ではありません: {reason}。</translation>
    </message>
    <message>
        <source>The sidecar is not there any more.</source>
        <translation>サイドカーがもうありません。</translation>
    </message>
    <message>
        <source>The sidecar is write-protected.</source>
        <translation>サイドカーは書き込み禁止です。</translation>
    </message>
    <message>
        <source>There are no photos in {folder}.</source>
        <translation>{folder} に写真がありません。</translation>
    </message>
    <message>
        <source>There are no photos to compare on: {folder} cannot be opened.</source>
        <translation>比較に使う写真がありません。{folder} を開けません。</translation>
    </message>
    <message>
        <source>There is a model named {name} already, which was made from {source}.</source>
        <translation>{source} から作られた {name} というモデルがすでにあります。</translation>
    </message>
    <message>
        <source>There is a pair or a broken model named {name} already.</source>
        <translation>{name} という名前の組み合わせ、または壊れたモデルがすでにあります。</translation>
    </message>
    <message>
        <source>There is an unfinished training of {name}, which was begun with {source}.</source>
        <translation>{source} で始めた {name} の未完了の学習があります。</translation>
    </message>
    <message>
        <source>There is no earlier version of {name}.</source>
        <translation>{name} の以前のバージョンはありません。</translation>
    </message>
    <message>
        <source>There is no file {file}.</source>
        <translation>ファイル {file} がありません。</translation>
    </message>
    <message>
        <source>There is no folder named {names} in {folder}, whose photos would belong to no category.</source>
        <translation>どのカテゴリにも属さない写真のフォルダー {names} は {folder} にありません。</translation>
    </message>
    <message>
        <source>There is no interrupted training of {name} that could go on.</source>
        <translation>再開できる {name} の学習はありません。</translation>
    </message>
    <message>
        <source>There is no run called {name}.</source>
        <translation>{name} という整理の記録はありません。</translation>
    </message>
    <message>
        <source>There is not enough memory to train this network.</source>
        <translation>このネットワークを学習するにはメモリが足りません。</translation>
    </message>
    <message>
        <source>There is nothing to undo.</source>
        <translation>取り消すものはありません。</translation>
    </message>
    <message>
        <source>This assumes a usual machine. Yours is being measured.</source>
        <translation>一般的なコンピューターを想定した時間です。このコンピューターの速さを測定しています。</translation>
    </message>
    <message>
        <source>This assumes that all photos take as long as {count} of them, and that this machine stays as busy as it is.</source>
        <translation>どの写真も、測定した {count} 枚と同じ時間がかかり、このコンピューターの混み具合が変わらないものとしています。</translation>
    </message>
    <message>
        <source>This assumes that all photos take as long as {count} of them. Training is being measured.</source>
        <translation>どの写真も、測定した {count} 枚と同じ時間がかかるものとしています。学習の速さを測定しています。</translation>
    </message>
    <message>
        <source>This disk knows no links to files.</source>
        <translation>このディスクではファイルへのリンクを作れません。</translation>
    </message>
    <message>
        <source>This is a link to a photo: it is not moved.</source>
        <translation>これは写真へのリンクです。移動しません。</translation>
    </message>
    <message>
        <source>This is no file.</source>
        <translation>これはファイルではありません。</translation>
    </message>
    <message>
        <source>This pile has no photos any more.</source>
        <translation>この山にはもう写真がありません。</translation>
    </message>
    <message>
        <source>This version of the app trains differently, so the deeper layers begin anew.</source>
        <translation>このバージョンのアプリは学習のしかたが異なるため、深い層は最初から学習し直します。</translation>
    </message>
    <message>
        <source>Train a model on your photos first.</source>
        <translation>先に自分の写真でモデルを学習させてください。</translation>
    </message>
    <message>
        <source>Train it from the start.</source>
        <translation>最初から学習してください。</translation>
    </message>
    <message>
        <source>Undo, or choose another one.</source>
        <translation>元に戻すか、別の山を選んでください。</translation>
    </message>
    <message>
        <source>Use its split, or choose {train} alone.</source>
        <translation>その分け方を使うか、{train} だけを選んでください。</translation>
    </message>
    <message>
        <source>Use up to {limit} letters on one line, without / \ : * ? &quot; &lt; &gt; | or a dot at either end.</source>
        <translation>改行を含めずに {limit} 文字以内で、/ \ : * ? &quot; &lt; &gt; | を含まず、先頭と末尾がピリオドでない名前にしてください。</translation>
    </message>
    <message>
        <source>Verifying</source>
        <translation>検証しています</translation>
    </message>
    <message>
        <source>Wait for it to end, or choose another name.</source>
        <translation>終わるまで待つか、別の名前を付けてください。</translation>
    </message>
    <message>
        <source>Wait for it to end.</source>
        <translation>終わるまでお待ちください。</translation>
    </message>
    <message>
        <source>Wait until that is done.</source>
        <translation>終わるまでお待ちください。</translation>
    </message>
    <message>
        <source>Was it deleted, or its disk removed? Start again.</source>
        <translation>削除されたか、ディスクが取り外された可能性があります。もう一度始めてください。</translation>
    </message>
    <message>
        <source>What was trained of the deeper layers is damaged, so they begin anew.</source>
        <translation>深い層の学習結果が壊れているため、その層は最初から学習し直します。</translation>
    </message>
    <message>
        <source>Write it anew with your photo program.</source>
        <translation>写真ソフトで書き出し直してください。</translation>
    </message>
    <message>
        <source>Writing keywords</source>
        <translation>キーワードを書き込んでいます</translation>
    </message>
    <message>
        <source>You are not allowed to open this folder.</source>
        <translation>このフォルダーを開く権限がありません。</translation>
    </message>
    <message>
        <source>You are not allowed to read or move this file.</source>
        <translation>このファイルを読み取りまたは移動する権限がありません。</translation>
    </message>
    <message>
        <source>in the target already</source>
        <translation>既に整理先にあります</translation>
    </message>
    <message>
        <source>it takes about as long</source>
        <translation>かかる時間はほぼ同じです</translation>
    </message>
    <message>
        <source>it takes {times} times as long</source>
        <translation>かかる時間は {times} 倍です</translation>
    </message>
    <message>
        <source>none of these</source>
        <translation>どれでもない</translation>
    </message>
    <message>
        <source>the photo&apos;s blur</source>
        <translation>写真のぼけ</translation>
    </message>
    <message>
        <source>the photo&apos;s brightness</source>
        <translation>写真の明るさ</translation>
    </message>
    <message>
        <source>the photo&apos;s camera</source>
        <translation>写真を撮ったカメラ</translation>
    </message>
    <message>
        <source>the photo&apos;s shape</source>
        <translation>写真の縦横比</translation>
    </message>
    <message>
        <source>the photo&apos;s size</source>
        <translation>写真のサイズ</translation>
    </message>
    <message>
        <source>unsure</source>
        <translation>判断保留</translation>
    </message>
    <message>
        <source>which is hardly chance</source>
        <translation>偶然とは考えにくい差です</translation>
    </message>
    <message>
        <source>which may be chance</source>
        <translation>偶然かもしれない差です</translation>
    </message>
    <message>
        <source>{bigger} answers {alike} of {photos} like {smaller}, and it is not known which of the two is right; {time}.</source>
        <translation>{photos}中 {alike} 枚で {bigger} の答えは {smaller} と同じで、どちらが正しいかは分かりません。{time}。</translation>
    </message>
    <message>
        <source>{bigger} is right on {more} fewer of {photos} than {smaller}, {chance} (McNemar p {p}); {time}.</source>
        <translation>{photos}中、{bigger} の正解は {smaller} より {more} 枚少なく、{chance} (McNemar 検定 p {p})。{time}。</translation>
    </message>
    <message>
        <source>{bigger} is right on {more} more of {photos} than {smaller}, {chance} (McNemar p {p}); {time}.</source>
        <translation>{photos}中、{bigger} の正解は {smaller} より {more} 枚多く、{chance} (McNemar 検定 p {p})。{time}。</translation>
    </message>
    <message>
        <source>{bigger} is right on {right} of {photos}, as many as {smaller}, but not on the same ones (McNemar p {p}); {time}.</source>
        <translation>{photos}中、{bigger} の正解は {smaller} と同じ {right} 枚ですが、正解した写真は異なります (McNemar 検定 p {p})。{time}。</translation>
    </message>
    <message>
        <source>{bigger} is right on {right} of {photos}, the very same as {smaller}; {time}.</source>
        <translation>{photos}中、{bigger} は {smaller} とまったく同じ {right} 枚に正解しています。{time}。</translation>
    </message>
    <message>
        <source>{bigger}, like {smaller}, is right on none of {photos}; {time}.</source>
        <translation>{photos}中、{bigger} も {smaller} も 1 枚も正解していません。{time}。</translation>
    </message>
    <message>
        <source>{category} gets the folder {folder}: not every system takes its name.</source>
        <translation>{category} のフォルダー名は {folder} になります。元の名前を使えないシステムがあるためです。</translation>
    </message>
    <message>
        <source>{count} files are not photos or not supported: {kinds}, {others} of other kinds.</source>
        <translation>写真ではないか、対応していないファイルが {count} 個あります: {kinds}、その他 {others}。</translation>
    </message>
    <message>
        <source>{count} files are not photos or not supported: {kinds}.</source>
        <translation>写真ではないか、対応していないファイルが {count} 個あります: {kinds}。</translation>
    </message>
    <message>
        <source>{count} names are changed, such as {examples}.</source>
        <translation>{count} 件の名前を変更します (例: {examples})。</translation>
    </message>
    <message>
        <source>{count} paths are too long for most of Windows&apos; programs, such as {examples}.</source>
        <translation>{count} 件のパスは、Windows の多くのプログラムには長すぎます (例: {examples})。</translation>
    </message>
    <message>
        <source>{count} photos</source>
        <translation>写真 {count} 枚</translation>
    </message>
    <message>
        <source>{file} does not fit the network: {reason}.</source>
        <translation>{file} はこのネットワークに合いません: {reason}。</translation>
    </message>
    <message>
        <source>{file} has the layers of {title}, but its weights answer no photo.</source>
        <translation>{file} は {title} の層を持っていますが、その重みでは写真に答えられません。</translation>
    </message>
    <message>
        <source>{file} is no list of photos and categories.</source>
        <translation>{file} は写真とカテゴリのリストではありません。</translation>
    </message>
    <message>
        <source>{folders} is taken for photos of no category: {count}. They are not learnt as one; they show how well photos of something else are told.</source>
        <translation>{folders} の写真はどのカテゴリにも属さないものとして扱います（{count} 枚）。カテゴリとしては学習せず、ほかのものの写真をどれだけ見分けられるかの測定に使います。</translation>
    </message>
    <message>
        <source>{folder} brings photos to measure on itself, in {val}.</source>
        <translation>{folder} には、測定用の写真が {val} にすでにあります。</translation>
    </message>
    <message>
        <source>{name} does not tell which photos belong to none of its categories.</source>
        <translation>{name} は、どのカテゴリにも属さない写真を見分けません。</translation>
    </message>
    <message>
        <source>{path} cannot be read and is left out.</source>
        <translation>{path} は読み込めないため、除きます。</translation>
    </message>
    <message>
        <source>{path} cannot be read, so nothing can be noted of it.</source>
        <translation>{path} を読み取れないため、判定を記録できません。</translation>
    </message>
    <message>
        <source>{path} is a file, not a folder.</source>
        <translation>{path} はフォルダーではなくファイルです。</translation>
    </message>
    <message>
        <source>{path} is a link or a file, not a folder.</source>
        <translation>{path} はフォルダーではなく、リンクかファイルです。</translation>
    </message>
    <message>
        <source>{path} is a link; nothing is filed across links.</source>
        <translation>{path} はリンクです。リンクの先には整理しません。</translation>
    </message>
    <message>
        <source>{path} is in none of these piles.</source>
        <translation>{path} はこれらの山のどれにもありません。</translation>
    </message>
    <message>
        <source>{path} is left out: {reason}</source>
        <translation>{path} を除きます: {reason}</translation>
    </message>
    <message>
        <source>{path} is not a data package, and stays as it is.</source>
        <translation>{path} はデータパッケージではないため、そのままにします。</translation>
    </message>
    <message>
        <source>{path} is not a summary, and stays as it is.</source>
        <translation>{path} は要約ファイルではないため、そのまま残します。</translation>
    </message>
    <message>
        <source>{path} is not there, and photos were moved there.</source>
        <translation>{path} が見つかりません。写真はそこに移動されています。</translation>
    </message>
    <message>
        <source>{path} is too long.</source>
        <translation>{path} は長すぎます。</translation>
    </message>
    <message>
        <source>{path} was not written as it should be.</source>
        <translation>{path} は正しく書き込まれませんでした。</translation>
    </message>
    <message>
        <source>{path}: {reason}</source>
        <translation>{path}: {reason}</translation>
    </message>
    <message>
        <source>{path}: {reason}. {files} of {all} files are filed.</source>
        <translation>{path}: {reason}。{all} 件中 {files} 件のファイルを整理しました。</translation>
    </message>
    <message>
        <source>{photos} photos are done before a GPU is warm.</source>
        <translation>写真 {photos} 枚は、GPU の準備ができる前に終わります。</translation>
    </message>
    <message>
        <source>{piles} piles cannot be made.</source>
        <translation>{piles} 個の山は作れません。</translation>
    </message>
    <message>
        <source>{reason}</source>
        <translation>{reason}</translation>
    </message>
    <message>
        <source>{seed} cannot be the seed.</source>
        <translation>{seed} はシードにできません。</translation>
    </message>
    <message>
        <source>{times} times as fast as the CPU on these photos.</source>
        <translation>これらの写真では CPU の {times} 倍の速さです。</translation>
    </message>
    <message>
        <source>{file} is larger than the weights of any EfficientNet.</source>
        <translation>{file} は EfficientNet の重みとしては大きすぎます。</translation>
    </message>
    <message>
        <source>A GPU is being made ready; it takes over if it is faster on these photos.</source>
        <translation>GPU を準備しています。これらの写真で GPU のほうが速ければ引き継ぎます。</translation>
    </message>
    <message>
        <source>{model} is not installed: it is measured untrained, for latency only. Download it on the Models page.</source>
        <translation>{model} はインストールされていないため、未学習のまま待ち時間だけを測定します。[モデル] ページでダウンロードできます。</translation>
    </message>
    <message>
        <source>{model} was made here.</source>
        <translation>{model} はこのアプリで作成したモデルです。</translation>
    </message>
    <message>
        <source>{model} was not trained here.</source>
        <translation>{model} はこのアプリで学習したモデルではありません。</translation>
    </message>
    <message>
        <source>{name} cannot be removed: {reason}.</source>
        <translation>{name} を削除できません: {reason}。</translation>
    </message>
    <message>
        <source>{name} was published for phi {phi} with all three dimensions scaled; here it is one alone.</source>
        <translation>{name} は phi {phi} で 3 つの次元すべてを拡大したモデルとして公開されています。ここでは 1 つだけを拡大しています。</translation>
    </message>
    <message>
        <source>{name} was published for phi {phi} with alpha 1.2, beta 1.1 and gamma 1.15.</source>
        <translation>{name} は phi {phi}、alpha 1.2、beta 1.1、gamma 1.15 のモデルとして公開されています。</translation>
    </message>
    <message>
        <source>{path} is gone.</source>
        <translation>{path} がなくなりました。</translation>
    </message>
    <message>
        <source>{path} is named like a photo.</source>
        <translation>{path} は写真の名前です。</translation>
    </message>
    <message>
        <source>{path} is not a PNG picture, and stays as it is.</source>
        <translation>{path} は PNG 画像ではないため、上書きしません。</translation>
    </message>
    <message>
        <source>{path} is not a list of results, and stays as it is.</source>
        <translation>{path} は結果のリストではないため、上書きしません。</translation>
    </message>
    <message>
        <source>{path} is not a machine card, and stays as it is.</source>
        <translation>{path} はマシンカードではないため、上書きしません。</translation>
    </message>
    <message>
        <source>{path} is not a table, and stays as it is.</source>
        <translation>{path} は表ではないため、上書きしません。</translation>
    </message>
    <message>
        <source>{path} is one of the files to read, and stays as it is.</source>
        <translation>{path} は読み込むファイルのひとつなので、上書きしません。</translation>
    </message>
    <message>
        <source>{path} is write-protected.</source>
        <translation>{path} は書き込み禁止です。</translation>
    </message>
    <message>
        <source>{reason} Choose another device.</source>
        <translation>{reason} 別のデバイスを選んでください。</translation>
    </message>
    <message>
        <source>The proxy that is set on this computer cannot be used: {reason}</source>
        <translation>このコンピューターに設定されているプロキシを使用できません: {reason}</translation>
    </message>
    <message>
        <source>1 file is not a photo or not supported: {kind}.</source>
        <translation>写真ではないか、対応していないファイルが 1 個あります: {kind}。</translation>
    </message>
    <message>
        <source>1 photo</source>
        <translation>写真 1 枚</translation>
    </message>
    <message>
        <source>Check its permissions, or choose another one.</source>
        <translation>アクセス許可を確認するか、別のフォルダーを指定してください。</translation>
    </message>
    <message>
        <source>Check the connection and the proxy, or name a mirror in the settings. You can also bring the file from another computer and import it on the Models page.</source>
        <translation>接続とプロキシを確認するか、設定でミラーを指定してください。別のコンピューターからファイルを持ち込んで、[モデル] ページでインポートすることもできます。</translation>
    </message>
    <message>
        <source>Check who may write to {folder}.</source>
        <translation>{folder} の書き込み権限を確認してください。</translation>
    </message>
    <message>
        <source>Choose 1 to {most}.</source>
        <translation>1 から {most} までの値を選んでください。</translation>
    </message>
    <message>
        <source>Choose another name, or let the new model take its place.</source>
        <translation>別の名前を選ぶか、新しいモデルで置き換えてください。</translation>
    </message>
    <message>
        <source>Download it ({size:.0f} MB) on the Models page.</source>
        <translation>[モデル] ページでダウンロードしてください ({size:.0f} MB)。</translation>
    </message>
    <message>
        <source>Free some space, or choose Quick.</source>
        <translation>空き容量を増やすか、[クイック] を選んでください。</translation>
    </message>
    <message>
        <source>Free some space, or choose another folder.</source>
        <translation>空き容量を増やすか、別のフォルダーを指定してください。</translation>
    </message>
    <message>
        <source>Get that model back, or remove the pair on the Models page and save it again.</source>
        <translation>そのモデルを元に戻すか、[モデル] ページで組み合わせを削除して保存し直してください。</translation>
    </message>
    <message>
        <source>Give a family (lite or b) and phi, or the name alone.</source>
        <translation>ファミリー (lite または b) と phi を指定するか、名前だけを指定してください。</translation>
    </message>
    <message>
        <source>Import torchvision&apos;s file of the same network, or download it on the Models page.</source>
        <translation>同じネットワークの torchvision のファイルをインポートするか、[モデル] ページでダウンロードしてください。</translation>
    </message>
    <message>
        <source>Install the app again, or that package alone.</source>
        <translation>アプリを再インストールするか、そのパッケージだけをインストールしてください。</translation>
    </message>
    <message>
        <source>It goes from {low} to {high}; the standard family goes up to 7.</source>
        <translation>範囲は {low} ～ {high} です。標準ファミリーは 7 まであります。</translation>
    </message>
    <message>
        <source>It is damaged, or its training failed: fetch it again.</source>
        <translation>壊れているか、学習に失敗したものです。もう一度入手してください。</translation>
    </message>
    <message>
        <source>None of the photos to learn from could be read.</source>
        <translation>学習用の写真を 1 枚も読み込めませんでした。</translation>
    </message>
    <message>
        <source>None of the photos to measure on could be read.</source>
        <translation>検証用の写真を 1 枚も読み込めませんでした。</translation>
    </message>
    <message>
        <source>Of all categories but one, none of the photos to learn from could be read.</source>
        <translation>学習用の写真を読み込めたカテゴリが 1 つしかありませんでした。</translation>
    </message>
    <message>
        <source>Supported formats are JPEG, PNG, WebP, AVIF, HEIC, JPEG XL, JPEG 2000, TIFF, BMP, GIF and raw files.</source>
        <translation>対応している形式は JPEG、PNG、WebP、AVIF、HEIC、JPEG XL、JPEG 2000、TIFF、BMP、GIF、RAW です。</translation>
    </message>
    <message>
        <source>The category can be told from {what}: {share}. The model may learn that instead.</source>
        <translation>{what}だけでカテゴリが分かります: {share}。モデルは代わりにそれを学習するかもしれません。</translation>
    </message>
    <message>
        <source>The server is busy; trying again in {seconds} s</source>
        <translation>サーバーが混雑しています。{seconds} 秒後に再試行します</translation>
    </message>
    <message>
        <source>The test photo could not be read.</source>
        <translation>テスト用の写真を読み込めませんでした。</translation>
    </message>
    <message>
        <source>The {family} family has no phi {phi}.</source>
        <translation>{family} ファミリーに phi {phi} はありません。</translation>
    </message>
    <message>
        <source>There are no category folders in {folder}. Put the photos of each category into a folder of its own.</source>
        <translation>{folder} にカテゴリのフォルダーがありません。写真をカテゴリごとのフォルダーに分けてください。</translation>
    </message>
    <message>
        <source>There are no photos to compare on.</source>
        <translation>比較に使う写真がありません。</translation>
    </message>
    <message>
        <source>There is a model named {name} already.</source>
        <translation>{name} という名前のモデルがすでにあります。</translation>
    </message>
    <message>
        <source>There is no folder {folder}.</source>
        <translation>フォルダー {folder} がありません。</translation>
    </message>
    <message>
        <source>There is no model named {name}.</source>
        <translation>{name} という名前のモデルはありません。</translation>
    </message>
    <message>
        <source>There is no such file.</source>
        <translation>ファイルが見つかりません。</translation>
    </message>
    <message>
        <source>There is not enough memory for this photo.</source>
        <translation>この写真を開くにはメモリが足りません。</translation>
    </message>
    <message>
        <source>There is only one category, {category}. A model needs at least two to tell apart.</source>
        <translation>カテゴリが {category} の 1 つしかありません。見分けるには 2 つ以上のカテゴリが必要です。</translation>
    </message>
    <message>
        <source>There is only one category, {category}. If the categories are the folders inside it, choose that folder instead.</source>
        <translation>カテゴリが {category} の 1 つしかありません。その中のフォルダーがカテゴリの場合は、そのフォルダーを選択してください。</translation>
    </message>
    <message>
        <source>They may have been moved or deleted meanwhile.</source>
        <translation>途中で移動または削除された可能性があります。</translation>
    </message>
    <message>
        <source>This is a folder or a device, not a photo file.</source>
        <translation>写真のファイルではなく、フォルダーまたはデバイスです。</translation>
    </message>
    <message>
        <source>This is not a photo, or its format is not supported.</source>
        <translation>写真ではないか、対応していない形式です。</translation>
    </message>
    <message>
        <source>This raw file holds no preview that can be read.</source>
        <translation>この RAW ファイルには、読み込めるプレビュー画像が含まれていません。</translation>
    </message>
    <message>
        <source>Timing a folder</source>
        <translation>フォルダーの処理時間を計測しています</translation>
    </message>
    <message>
        <source>Timing many photos at a time</source>
        <translation>多数の写真の処理時間を計測しています</translation>
    </message>
    <message>
        <source>Timing one photo</source>
        <translation>写真 1 枚の処理時間を計測しています</translation>
    </message>
    <message>
        <source>Timing the model</source>
        <translation>モデルの処理時間を計測しています</translation>
    </message>
    <message>
        <source>Training needs {needed} MB of disk for a while, and {folder} has {free} MB.</source>
        <translation>学習には一時的に {needed} MB のディスク容量が必要ですが、{folder} の空きは {free} MB です。</translation>
    </message>
    <message>
        <source>Training, epoch {epoch} of {epochs}</source>
        <translation>学習中 (エポック {epoch} / {epochs})</translation>
    </message>
    <message>
        <source>Trying the GPU</source>
        <translation>GPU を試しています</translation>
    </message>
    <message>
        <source>Type one and try again.</source>
        <translation>名前を入力して、もう一度お試しください。</translation>
    </message>
    <message>
        <source>Update the app, or train the model again.</source>
        <translation>アプリを更新するか、モデルをもう一度学習してください。</translation>
    </message>
    <message>
        <source>Weights for EfficientNet come in one of these two.</source>
        <translation>EfficientNet の重みは、このどちらかの形式です。</translation>
    </message>
    <message>
        <source>What {host} sends is not the right {name}, or is damaged.</source>
        <translation>{host} から届いた {name} は正しいファイルでないか、壊れています。</translation>
    </message>
    <message>
        <source>You are not allowed to read this file.</source>
        <translation>このファイルを読み取る権限がありません。</translation>
    </message>
    <message>
        <source>phi {phi} is out of bounds.</source>
        <translation>phi {phi} は範囲外です。</translation>
    </message>
    <message>
        <source>{choice} cannot be used on this machine.</source>
        <translation>{choice} はこのコンピューターでは使用できません。</translation>
    </message>
    <message>
        <source>{device} failed, so the CPU goes on. ({reason})</source>
        <translation>{device} でエラーが発生したため、CPU で続行します ({reason})。</translation>
    </message>
    <message>
        <source>{device} failed: {reason}</source>
        <translation>{device} でエラーが発生しました: {reason}</translation>
    </message>
    <message>
        <source>{device} ran out of memory.</source>
        <translation>{device} のメモリが不足しました。</translation>
    </message>
    <message>
        <source>{device} ran out of memory: going on with {size} photos at a time.</source>
        <translation>{device} のメモリが不足したため、一度に処理する写真を {size} 枚にして続行します。</translation>
    </message>
    <message>
        <source>{epochs} epochs cannot be trained.</source>
        <translation>エポック数 {epochs} では学習できません。</translation>
    </message>
    <message>
        <source>{file} cannot be read as weights.</source>
        <translation>{file} を重みとして読み込めません。</translation>
    </message>
    <message>
        <source>{file} holds a network of the package {package}, which may compute otherwise than torchvision&apos;s.</source>
        <translation>{file} の中身はパッケージ {package} のネットワークで、torchvision のものとは計算が異なることがあります。</translation>
    </message>
    <message>
        <source>{file} holds no table of tensors.</source>
        <translation>{file} にテンソルの表がありません。</translation>
    </message>
    <message>
        <source>{file} holds {count} parameters, which is none of the known networks.</source>
        <translation>{file} のパラメーター数 {count} は、既知のどのネットワークにも一致しません。</translation>
    </message>
    <message>
        <source>{file} is neither a .pth nor a .safetensors file.</source>
        <translation>{file} は .pth でも .safetensors でもありません。</translation>
    </message>
    <message>
        <source>{file} is not a file.</source>
        <translation>{file} はファイルではありません。</translation>
    </message>
    <message>
        <source>{file} is not the file that its name promises (its SHA-256 is {digest}...).</source>
        <translation>{file} の内容がファイル名と一致しません (SHA-256 は {digest}...)。</translation>
    </message>
    <message>
        <source>{first} and {second} know different categories.</source>
        <translation>{first} と {second} はカテゴリが異なります。</translation>
    </message>
    <message>
        <source>{folder} is a file. Choose a folder with one folder a category.</source>
        <translation>{folder} はファイルです。カテゴリごとのフォルダーが入ったフォルダーを選択してください。</translation>
    </message>
    <message>
        <source>{host} (or the proxy) cannot be reached.</source>
        <translation>{host} (またはプロキシ) に接続できません。</translation>
    </message>
    <message>
        <source>{host} cannot send {name} now (error {status}).</source>
        <translation>{host} は現在 {name} を送信できません (エラー {status})。</translation>
    </message>
    <message>
        <source>{host} does not have {name} (error {status}).</source>
        <translation>{host} に {name} がありません (エラー {status})。</translation>
    </message>
    <message>
        <source>{host} does not send all of {name}.</source>
        <translation>{host} から {name} の全体が届きません。</translation>
    </message>
    <message>
        <source>{host} leads to an address without encryption.</source>
        <translation>{host} が暗号化されていないアドレスに転送しようとしました。</translation>
    </message>
    <message>
        <source>{host} or the proxy refuses to send {name} (error {status}).</source>
        <translation>{host} またはプロキシが {name} の送信を拒否しました (エラー {status})。</translation>
    </message>
    <message>
        <source>{host} sends a web page instead of {name}.</source>
        <translation>{host} から {name} の代わりに Web ページが届きました。</translation>
    </message>
    <message>
        <source>{kind} does not work here: {reason}</source>
        <translation>{kind} はこのコンピューターでは動作しません: {reason}</translation>
    </message>
    <message>
        <source>{model} has no answers in this comparison.</source>
        <translation>この比較には {model} の答えがありません。</translation>
    </message>
    <message>
        <source>{model} is a pair of models.</source>
        <translation>{model} は 2 つのモデルの組み合わせです。</translation>
    </message>
    <message>
        <source>{model} is the fastest that fits: {own} % right, {margin} points above your limit.</source>
        <translation>条件を満たす最速のモデルは {model} です: 正解 {own} %、下限より {margin} ポイント上。</translation>
    </message>
    <message>
        <source>{model} is the most accurate that fits: {own} MB of memory, {margin} MB under your limit.</source>
        <translation>条件に合う最も正確なモデルは {model} です: メモリ {own} MB、上限まで {margin} MB。</translation>
    </message>
    <message>
        <source>{model} is the most accurate that fits: {own} ms a photo, {margin} ms under your limit.</source>
        <translation>条件に合う最も正確なモデルは {model} です: 1 枚 {own} ms、上限まで {margin} ms。</translation>
    </message>
    <message>
        <source>{model} is the most accurate that fits: {own} photos a minute, {margin} more than you need.</source>
        <translation>条件に合う最も正確なモデルは {model} です: 1 分 {own} 枚、必要数より {margin} 枚多い。</translation>
    </message>
    <message>
        <source>{model} is the most accurate.</source>
        <translation>最も正確なのは {model} です。</translation>
    </message>
    <message>
        <source>{most} has {high} photos and {least} only {low}. Rare categories are recognised less well.</source>
        <translation>{most} は {high} 枚、{least} は {low} 枚だけです。写真の少ないカテゴリは認識精度が下がります。</translation>
    </message>
    <message>
        <source>{name} came with the app and cannot be removed alone.</source>
        <translation>{name} はアプリに付属しているため、個別には削除できません。</translation>
    </message>
    <message>
        <source>{name} cannot be a model&apos;s name.</source>
        <translation>{name} はモデルの名前に使用できません。</translation>
    </message>
    <message>
        <source>{name} cannot be fetched from {url}: {reason}.</source>
        <translation>{url} から {name} を取得できません: {reason}。</translation>
    </message>
    <message>
        <source>{name} has phi {own}, not {phi}.</source>
        <translation>{name} の phi は {own} です。{phi} ではありません。</translation>
    </message>
    <message>
        <source>{name} is being downloaded by another window</source>
        <translation>{name} は別のウィンドウでダウンロード中です</translation>
    </message>
    <message>
        <source>{name} is the biggest that was published, for phi {phi}; phi {own} is bigger.</source>
        <translation>公開されている最大のモデルは {name} (phi {phi}) で、phi {own} はそれより大きくなります。</translation>
    </message>
    <message>
        <source>{name} is the name of a published model.</source>
        <translation>{name} は公開モデルの名前です。</translation>
    </message>
    <message>
        <source>{name} is the smallest that was published, for phi {phi}; phi {own} is smaller.</source>
        <translation>公開されている最小のモデルは {name} (phi {phi}) で、phi {own} はそれより小さくなります。</translation>
    </message>
    <message>
        <source>{name} needs {needed} MB, but the disk of {folder} has {free} MB left.</source>
        <translation>{name} には {needed} MB が必要ですが、{folder} のディスクの空きは {free} MB です。</translation>
    </message>
    <message>
        <source>{name} was published for phi {phi}, and this is phi {own}: none was published for that.</source>
        <translation>{name} は phi {phi} のモデルです。ここでの phi {own} に当たる公開モデルはありません。</translation>
    </message>
    <message>
        <source>{name} {value} is out of bounds.</source>
        <translation>{name} {value} は範囲外です。</translation>
    </message>
    <message>
        <source>{path} cannot be read any more and is left out.</source>
        <translation>{path} は読み込めなくなったため、除外します。</translation>
    </message>
    <message>
        <source>{path} cannot be used: {reason}.</source>
        <translation>{path} を使えません: {reason}。</translation>
    </message>
    <message>
        <source>{path} cannot be written: {reason}.</source>
        <translation>{path} に書き込めません: {reason}。</translation>
    </message>
    <message>
        <source>Choose a smaller phi, beta or gamma: up to {limit} GB fit an ordinary computer.</source>
        <translation>phi、beta、gamma のいずれかを小さくしてください。普通のコンピューターで扱えるのは {limit} GB までです。</translation>
    </message>
    <message>
        <source>Looking at the photos to learn from</source>
        <translation>学習用の写真を読み取っています</translation>
    </message>
    <message>
        <source>Looking at the photos to measure on</source>
        <translation>検証用の写真を読み取っています</translation>
    </message>
    <message>
        <source>Measuring the model</source>
        <translation>モデルを測定しています</translation>
    </message>
    <message>
        <source>The network would need {memory} GB of memory for a single photo.</source>
        <translation>写真 1 枚に {memory} GB のメモリが必要になります。</translation>
    </message>
    <message>
        <source>The network&apos;s input would be {side} pixels wide.</source>
        <translation>ネットワークの入力の 1 辺が {side} ピクセルになります。</translation>
    </message>
    <message>
        <source>Install the app again.</source>
        <translation>アプリをインストールし直してください。</translation>
    </message>
    <message>
        <source>{name}, which came with the app, is damaged.</source>
        <translation>アプリに付属の {name} が壊れています。</translation>
    </message>
</context>
<context>
    <name>FilingDialog</name>
    <message>
        <source>&amp;Photos:</source>
        <translation>写真(&amp;P):</translation>
    </message>
    <message numerus="yes">
        <source>All that the list shows: %Ln photo(s)</source>
        <translation>
            <numerusform>一覧に表示中のすべて: %Ln 枚</numerusform>
        </translation>
    </message>
    <message>
        <source>Choose a folder for the photos.</source>
        <translation>写真を入れるフォルダーを選んでください。</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>閉じる</translation>
    </message>
    <message numerus="yes">
        <source>Copy %Ln photo(s)</source>
        <translation>
            <numerusform>%Ln 枚をコピー</numerusform>
        </translation>
    </message>
    <message>
        <source>File</source>
        <translation>整理</translation>
    </message>
    <message>
        <source>File photos</source>
        <translation>写真の整理</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>フォルダー</translation>
    </message>
    <message>
        <source>&amp;Folders</source>
        <translation>フォルダー(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Keywords</source>
        <translation>キーワード(&amp;K)</translation>
    </message>
    <message>
        <source>Keywords</source>
        <translation>キーワード</translation>
    </message>
    <message numerus="yes">
        <source>Link %Ln photo(s)</source>
        <translation>
            <numerusform>%Ln 枚をリンク</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Move %Ln photo(s)</source>
        <translation>
            <numerusform>%Ln 枚を移動</numerusform>
        </translation>
    </message>
    <message>
        <source>Photos</source>
        <translation>写真数</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>サイズ</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message numerus="yes">
        <source>The selected ones: %Ln photo(s)</source>
        <translation>
            <numerusform>選択した写真: %Ln 枚</numerusform>
        </translation>
    </message>
    <message>
        <source>With them</source>
        <translation>付属ファイル</translation>
    </message>
    <message>
        <source>Write keywords</source>
        <translation>キーワードを書き込む</translation>
    </message>
</context>
<context>
    <name>FilingMediator</name>
    <message numerus="yes">
        <source>%Ln file(s) are as they were before.</source>
        <translation>
            <numerusform>%Ln 件のファイルを元に戻しました。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) are filed.</source>
        <translation>
            <numerusform>%Ln 件のファイルを整理しました。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) could not be filed.</source>
        <translation>
            <numerusform>%Ln 件のファイルを整理できませんでした。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) were left as they are.</source>
        <translation>
            <numerusform>%Ln 件のファイルはそのままです。</numerusform>
        </translation>
    </message>
    <message>
        <source>Sorted photos</source>
        <translation>整理した写真</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>停止しました。</translation>
    </message>
</context>
<context>
    <name>FindBar</name>
    <message>
        <source>By category</source>
        <translation>カテゴリ別</translation>
    </message>
    <message>
        <source>By day</source>
        <translation>日付別</translation>
    </message>
    <message>
        <source>By folder</source>
        <translation>フォルダー別</translation>
    </message>
    <message>
        <source>Ctrl+F</source>
        <translation>Ctrl+F</translation>
    </message>
    <message>
        <source>Headings</source>
        <translation>見出し</translation>
    </message>
    <message>
        <source>No headings</source>
        <translation>見出しなし</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>並べ替え</translation>
    </message>
    <message>
        <source>Order: as added</source>
        <translation>並べ替え: 追加順</translation>
    </message>
    <message>
        <source>Order: category</source>
        <translation>並べ替え: カテゴリ</translation>
    </message>
    <message>
        <source>Order: confidence</source>
        <translation>並べ替え: 確信度</translation>
    </message>
    <message>
        <source>Order: folder</source>
        <translation>並べ替え: フォルダー</translation>
    </message>
    <message>
        <source>Order: name</source>
        <translation>並べ替え: 名前</translation>
    </message>
    <message>
        <source>Order: time taken</source>
        <translation>並べ替え: 撮影日時</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>検索</translation>
    </message>
    <message>
        <source>Search names, folders, categories</source>
        <translation>名前・フォルダー・カテゴリを検索</translation>
    </message>
    <message>
        <source>Size of the pictures</source>
        <translation>画像の大きさ</translation>
    </message>
    <message>
        <source>Size of the pictures (Ctrl and mouse wheel)</source>
        <translation>画像の大きさ (Ctrl + マウスホイール)</translation>
    </message>
    <message>
        <source>Turn the order round</source>
        <translation>逆順にする</translation>
    </message>
</context>
<context>
    <name>FindingModel</name>
    <message>
        <source>left out</source>
        <translation>除外済み</translation>
    </message>
    <message>
        <source>now in {category}</source>
        <translation>{category} に変更済み</translation>
    </message>
    <message>
        <source>the folder is right</source>
        <translation>フォルダーが正しい</translation>
    </message>
    <message>
        <source>{probability} · {category}</source>
        <translation>{probability} · {category}</translation>
    </message>
    <message>
        <source>{probability} · {given} → {suggested}</source>
        <translation>{probability} · {given} → {suggested}</translation>
    </message>
</context>
<context>
    <name>Findings</name>
    <message>
        <source>Counts each photo as what it looks like; the files stay where they are</source>
        <translation>それぞれの写真をモデルが示すカテゴリとして扱います。ファイルは移動しません</translation>
    </message>
    <message>
        <source>Counts these photos as what you say; the files stay where they are</source>
        <translation>指定したカテゴリとして数えます。ファイルは移動しません</translation>
    </message>
    <message>
        <source>Counts this photo as {category}; the file stays where it is</source>
        <translation>この写真を {category} として扱います。ファイルは移動しません</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Enter</translation>
    </message>
    <message>
        <source>Filed as {given}, and recognised ({probability}).</source>
        <translation>{given} に分類されていて、モデルも同じ答えです ({probability})。</translation>
    </message>
    <message>
        <source>Filed as {given}. Looks like {suggested} ({probability}).</source>
        <translation>{given} に入っていますが、{suggested} のようです ({probability})。</translation>
    </message>
    <message>
        <source>Is remembered: these photos are never listed here again</source>
        <translation>覚えておき、これらの写真はここに二度と表示しません</translation>
    </message>
    <message>
        <source>It lies in {given}.</source>
        <translation>{given} にあります。</translation>
    </message>
    <message>
        <source>Leave out</source>
        <translation>除外</translation>
    </message>
    <message>
        <source>Leaves the photo in its folder&apos;s category, as before</source>
        <translation>写真を元のフォルダーのカテゴリに戻します</translation>
    </message>
    <message>
        <source>Move label</source>
        <translation>ラベルを変更</translation>
    </message>
    <message>
        <source>Move to {category}</source>
        <translation>{category} へ移す</translation>
    </message>
    <message>
        <source>Neither trains on this photo nor measures with it</source>
        <translation>この写真を学習にも検証にも使いません</translation>
    </message>
    <message>
        <source>Other category…</source>
        <translation>別のカテゴリ...</translation>
    </message>
    <message>
        <source>Photos in doubt</source>
        <translation>疑わしい写真</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>フォルダーで表示</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>取り消す</translation>
    </message>
    <message>
        <source>The folder is right</source>
        <translation>フォルダーが正しい</translation>
    </message>
    <message>
        <source>This photo cannot be read any more.</source>
        <translation>この写真は読み込めなくなりました。</translation>
    </message>
    <message>
        <source>another photo</source>
        <translation>別の写真</translation>
    </message>
    <message>
        <source>leave out</source>
        <translation>除外</translation>
    </message>
    <message>
        <source>move</source>
        <translation>移す</translation>
    </message>
    <message>
        <source>other category</source>
        <translation>別のカテゴリ</translation>
    </message>
    <message>
        <source>take back</source>
        <translation>取り消す</translation>
    </message>
    <message>
        <source>the folder is right</source>
        <translation>フォルダーが正しい</translation>
    </message>
</context>
<context>
    <name>FolderOptions</name>
    <message>
        <source>&amp;By:</source>
        <translation>分け方(&amp;B):</translation>
    </message>
    <message>
        <source>&amp;How:</source>
        <translation>方法(&amp;H):</translation>
    </message>
    <message>
        <source>&amp;Into:</source>
        <translation>整理先(&amp;I):</translation>
    </message>
    <message numerus="yes">
        <source>&amp;None of these, %Ln photo(s):</source>
        <translation>
            <numerusform>どれでもない(&amp;N)（%Ln 枚）:</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Unsure photos:</source>
        <translation>判断保留の写真(&amp;U):</translation>
    </message>
    <message>
        <source>A folder for each category</source>
        <translation>カテゴリごとのフォルダー</translation>
    </message>
    <message>
        <source>A folder for each group of categories</source>
        <translation>カテゴリのグループごとのフォルダー</translation>
    </message>
    <message>
        <source>A name is &amp;taken:</source>
        <translation>同じ名前があるとき(&amp;T):</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>選択...</translation>
    </message>
    <message>
        <source>Copy: the originals stay</source>
        <translation>コピー: 元の写真は残ります</translation>
    </message>
    <message>
        <source>Folder for the filed photos</source>
        <translation>整理した写真のフォルダー</translation>
    </message>
    <message>
        <source>Folder that photos are filed into</source>
        <translation>写真の整理先フォルダー</translation>
    </message>
    <message>
        <source>Give the photo a number</source>
        <translation>写真に番号を付ける</translation>
    </message>
    <message>
        <source>Keep the folders that photos are in</source>
        <translation>写真が入っているフォルダーの構成を保つ</translation>
    </message>
    <message>
        <source>Leave the photo where it is</source>
        <translation>写真を元の場所に残す</translation>
    </message>
    <message>
        <source>Link: a second name, no second file</source>
        <translation>リンク: 別名だけを作り、ファイルは増やしません</translation>
    </message>
    <message>
        <source>Move: the originals go there</source>
        <translation>移動: 元の写真を移します</translation>
    </message>
    <message>
        <source>Name of the folder for photos of none of these</source>
        <translation>どれでもない写真のフォルダーの名前</translation>
    </message>
    <message>
        <source>Name of the folder for unsure photos</source>
        <translation>判断保留の写真を入れるフォルダーの名前</translation>
    </message>
    <message>
        <source>Unsure b&amp;elow:</source>
        <translation>判断保留のしきい値(&amp;E):</translation>
    </message>
    <message>
        <source>none of these</source>
        <translation>どれでもない</translation>
    </message>
    <message>
        <source>only as the model says</source>
        <translation>モデルの判断どおり</translation>
    </message>
    <message>
        <source>unsure</source>
        <translation>判断保留</translation>
    </message>
</context>
<context>
    <name>Glossary</name>
    <message>
        <source>95 % interval</source>
        <translation>95 % 信頼区間</translation>
    </message>
    <message>
        <source>A small file beside a photo that holds its keywords. digiKam, darktable and Lightroom read it; the photo itself stays as it is.</source>
        <translation>写真の隣に置かれ、キーワードを収める小さなファイルです。digiKam、darktable、Lightroom で読めます。写真そのものは変わりません。</translation>
    </message>
    <message>
        <source>A table of what photos are, row by row, and what the model calls them, column by column.</source>
        <translation>行に実際のカテゴリ、列にモデルの答えを並べた表です。</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>Agreement</source>
        <translation>一致率</translation>
    </message>
    <message>
        <source>Calibration error</source>
        <translation>キャリブレーション誤差</translation>
    </message>
    <message>
        <source>Cascade</source>
        <translation>カスケード</translation>
    </message>
    <message>
        <source>Confidence</source>
        <translation>確信度</translation>
    </message>
    <message>
        <source>Confusion matrix</source>
        <translation>混同行列</translation>
    </message>
    <message>
        <source>Deeper layers (Balanced, Best)</source>
        <translation>深い層（バランス、高精度）</translation>
    </message>
    <message>
        <source>Depth, width, resolution</source>
        <translation>深さ・幅・解像度</translation>
    </message>
    <message>
        <source>Groups of categories</source>
        <translation>カテゴリのグループ</translation>
    </message>
    <message>
        <source>Head (Quick)</source>
        <translation>ヘッド（クイック）</translation>
    </message>
    <message>
        <source>How far confidence and accuracy lie apart on average: of answers at 80 %, 80 of 100 should be right (expected calibration error, Guo and others, 2017).</source>
        <translation>確信度と正解率の平均的なずれです。確信度 80 % の答えなら、100 件中 80 件が正解になるはずです（期待キャリブレーション誤差、Guo ほか、2017 年）。</translation>
    </message>
    <message>
        <source>How many layers follow each other, how many channels each has, and how many pixels a side of the photo has. With phi they grow by alpha, beta and gamma.</source>
        <translation>層をいくつ重ねるか、各層のチャンネル数、写真の一辺の画素数です。phi とともに、それぞれ alpha、beta、gamma の割合で大きくなります。</translation>
    </message>
    <message>
        <source>How probable a model finds its answer. All its categories together make 100 %, so that a photo of something else gets a confident answer, too.</source>
        <translation>モデルが自分の答えをどれだけ確からしいと見ているかです。全カテゴリの合計が 100 % になるため、どれにも当てはまらない写真にも高い値が付くことがあります。</translation>
    </message>
    <message>
        <source>ImageNet&apos;s 1,000 categories under broader words, from WordNet. Where a model wavers between two dogs, the answer is dog.</source>
        <translation>ImageNet の 1,000 カテゴリを、WordNet に基づくより広い言葉にまとめたものです。2 つの犬種で迷うときは「犬」と答えます。</translation>
    </message>
    <message>
        <source>Latency, p50 and p95</source>
        <translation>レイテンシ、p50 と p95</translation>
    </message>
    <message>
        <source>McNemar&apos;s test</source>
        <translation>マクネマー検定</translation>
    </message>
    <message>
        <source>Measured on other photos of the same kind, the figure would lie in here 95 times of 100. The fewer photos were measured, the wider it is (Wilson&apos;s formula).</source>
        <translation>同じような別の写真で測り直すと、100 回中 95 回はこの範囲に入ります。測った写真が少ないほど広くなります（ウィルソンの式）。</translation>
    </message>
    <message>
        <source>Multiply-adds</source>
        <translation>積和演算数</translation>
    </message>
    <message>
        <source>Near-duplicates</source>
        <translation>ほぼ同じ写真</translation>
    </message>
    <message>
        <source>Of the photos that are called a category, the share that belongs to it; of those that belong to it, the share that is found; and the harmonic mean of the two.</source>
        <translation>そのカテゴリと答えた写真のうち正しいものの割合（適合率）、そのカテゴリの写真のうち見つけられたものの割合（再現率）、そして両者の調和平均（F1）です。</translation>
    </message>
    <message>
        <source>Of the photos that just one of two models names rightly, how many each of them does. p tells how often chance alone makes a difference like this one; below 0.05 it is called significant.</source>
        <translation>2 つのモデルの一方だけが正解した写真を数えて比べます。p は、これほどの差が偶然だけで生じる割合です。0.05 未満なら有意といいます。</translation>
    </message>
    <message>
        <source>One number by which a model&apos;s scores are divided, so that its confidence is neither too high nor too low. It changes no answer.</source>
        <translation>モデルの出力を割る 1 つの数で、確信度が高すぎも低すぎもしないようにします。答えは変わりません。</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>パラメーター数</translation>
    </message>
    <message>
        <source>Pareto front</source>
        <translation>パレートフロント</translation>
    </message>
    <message>
        <source>Photos that a model is measured on and never learns from: those in a folder called val, or else some that are set apart.</source>
        <translation>学習には使わず、モデルを測るためだけの写真です。val フォルダーの写真か、なければ取り分けておいた一部を使います。</translation>
    </message>
    <message>
        <source>Photos that are almost the same, such as those of one burst. They stay together on one side, so that no model is measured on photos that it has nearly seen.</source>
        <translation>連写のように、ほとんど同じ写真です。学習用と検証用のどちらか一方にまとめ、見たも同然の写真で測らないようにします。</translation>
    </message>
    <message>
        <source>Precision, recall and F1</source>
        <translation>適合率・再現率・F1</translation>
    </message>
    <message>
        <source>Sidecar (XMP)</source>
        <translation>サイドカー (XMP)</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>The confidence is below the model&apos;s threshold: of the answers above it, 95 % were right where it was measured. These photos are worth a look.</source>
        <translation>確信度がモデルのしきい値を下回っています。測定では、しきい値以上の答えの 95 % が正解でした。こうした写真は目で確かめる価値があります。</translation>
    </message>
    <message>
        <source>The last layer of a network, which makes an answer of what the others have seen. Quick learns this layer alone, which takes seconds and few photos.</source>
        <translation>ネットワークの最後の層で、ほかの層が捉えたものから答えを出します。クイックはこの層だけを学習するので、少ない写真で数秒で終わります。</translation>
    </message>
    <message>
        <source>The layers that see edges, textures and parts. Where they learn as well, the model becomes better at photos unlike ImageNet&apos;s, and it takes longer.</source>
        <translation>輪郭や質感、部分を捉える層です。ここも学習すると、ImageNet とは違う写真に強くなりますが、時間がかかります。</translation>
    </message>
    <message>
        <source>The models that no other one beats in accuracy and in latency at once. One of these is the choice; which one depends on how much time a photo may take.</source>
        <translation>正解率とレイテンシの両方で上回るモデルがほかにないものの集まりです。この中から、1 枚にかけられる時間に応じて選びます。</translation>
    </message>
    <message>
        <source>The multiplications, each with its addition, that one photo takes: a network&apos;s compute, whatever machine it runs on. Papers call them FLOPs or MACs.</source>
        <translation>写真 1 枚に必要な積和演算の回数で、機械によらない計算量です。論文では FLOPs や MACs と呼ばれます。</translation>
    </message>
    <message>
        <source>The numbers that a network has learnt. They decide its size on the disk.</source>
        <translation>ネットワークが学習した数値です。その数でディスク上の大きさが決まります。</translation>
    </message>
    <message>
        <source>The one number that scales EfficientNet: with each step a network gets deeper, wider and sees more pixels at once, and takes about twice the compute (Tan and Le, 2019).</source>
        <translation>EfficientNet の大きさを決めるただ 1 つの数です。1 増えるごとに、深さ、幅、解像度がそろって大きくなり、計算量はほぼ 2 倍になります（Tan と Le、2019 年）。</translation>
    </message>
    <message>
        <source>The share of photos that a model names rightly, of those whose truth is known.</source>
        <translation>正解が分かっている写真のうち、モデルが正しく答えたものの割合です。</translation>
    </message>
    <message>
        <source>The time from a photo&apos;s file to its answer. Half of the photos took p50 or less, 95 of 100 took p95 or less.</source>
        <translation>写真のファイルから答えが出るまでの時間です。半数の写真は p50 以内、100 枚中 95 枚は p95 以内でした。</translation>
    </message>
    <message>
        <source>Two models in a row: the small one answers, and the large one is asked only where the small one is less confident than a threshold.</source>
        <translation>2 つのモデルを続けて使います。まず小さいモデルが答え、その確信度がしきい値に満たないときだけ大きいモデルに聞きます。</translation>
    </message>
    <message>
        <source>Unsure</source>
        <translation>判断保留</translation>
    </message>
    <message>
        <source>Validation photos</source>
        <translation>検証用の写真</translation>
    </message>
    <message>
        <source>Where no truth is known, how often a model answers like the largest one that was compared.</source>
        <translation>正解が分からないときに、比較した中で最も大きいモデルと同じ答えを出した割合です。</translation>
    </message>
    <message>
        <source>phi</source>
        <translation>phi</translation>
    </message>
</context>
<context>
    <name>HelpDialog</name>
    <message>
        <source>Help</source>
        <translation>ヘルプ</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>キー操作</translation>
    </message>
    <message>
        <source>What they do</source>
        <translation>はたらき</translation>
    </message>
    <message>
        <source>Words</source>
        <translation>用語</translation>
    </message>
</context>
<context>
    <name>KeywordOptions</name>
    <message>
        <source>&amp;Categories a photo:</source>
        <translation>写真ごとのカテゴリ数(&amp;C):</translation>
    </message>
    <message>
        <source>&amp;Into:</source>
        <translation>書き込み先(&amp;I):</translation>
    </message>
    <message>
        <source>Keywords are written into files beside the photos. What is in such a file already stays.</source>
        <translation>キーワードは写真の横のファイルに書き込みます。ファイルに既にある内容は残ります。</translation>
    </message>
    <message>
        <source>No keyword b&amp;elow:</source>
        <translation>キーワードのしきい値(&amp;E):</translation>
    </message>
    <message>
        <source>only as the model says</source>
        <translation>モデルの判断どおり</translation>
    </message>
    <message>
        <source>photo.jpg.xmp (digiKam, darktable)</source>
        <translation>photo.jpg.xmp (digiKam、darktable)</translation>
    </message>
    <message>
        <source>photo.xmp (Lightroom, raw files)</source>
        <translation>photo.xmp (Lightroom、RAW ファイル)</translation>
    </message>
</context>
<context>
    <name>LargePhoto</name>
    <message>
        <source>+ −, wheel</source>
        <translation>+ −、ホイール</translation>
    </message>
    <message>
        <source>Back to the list</source>
        <translation>一覧に戻る</translation>
    </message>
    <message>
        <source>Drag</source>
        <translation>ドラッグ</translation>
    </message>
    <message>
        <source>Esc, double click</source>
        <translation>Esc、ダブルクリック</translation>
    </message>
    <message>
        <source>Move the photo</source>
        <translation>写真を動かす</translation>
    </message>
    <message>
        <source>One pixel of the photo on one of the screen</source>
        <translation>等倍で表示</translation>
    </message>
    <message>
        <source>Photo</source>
        <translation>写真</translation>
    </message>
    <message>
        <source>The next photo, the one before</source>
        <translation>次の写真、前の写真</translation>
    </message>
    <message>
        <source>The whole photo</source>
        <translation>写真全体を表示</translation>
    </message>
    <message>
        <source>Zoom in and out</source>
        <translation>拡大と縮小</translation>
    </message>
    <message>
        <source>{caption} · shown at {percent} %</source>
        <translation>{caption} · 表示倍率 {percent} %</translation>
    </message>
</context>
<context>
    <name>LatencyStrip</name>
    <message numerus="yes">
        <source>%Ln failed</source>
        <translation>
            <numerusform>失敗 %Ln 枚</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s)</source>
        <translation>
            <numerusform>%Ln 枚</numerusform>
        </translation>
    </message>
    <message>
        <source>Against the model before</source>
        <translation>前のモデルとの比較</translation>
    </message>
    <message numerus="yes">
        <source>Milliseconds from file to answer, over the last %Ln photo(s)</source>
        <translation>
            <numerusform>ファイルの読み込みから答えが出るまでのミリ秒 (直近 %Ln 枚)</numerusform>
        </translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>進行状況</translation>
    </message>
    <message>
        <source>Share of right answers. It is known for photos in folders that are named like categories, and for photos that you mark: 1 is right, 0 is wrong.</source>
        <translation>正解の割合です。カテゴリ名の付いたフォルダーの写真と、キーで印を付けた写真 (1 は正解、0 は不正解) から計算します。</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stop (Esc)</source>
        <translation>停止 (Esc)</translation>
    </message>
    <message>
        <source>accuracy</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>mark with 1 or 0</source>
        <translation>1 か 0 で判定</translation>
    </message>
    <message>
        <source>p50</source>
        <translation>p50</translation>
    </message>
    <message>
        <source>p95</source>
        <translation>p95</translation>
    </message>
    <message>
        <source>speed</source>
        <translation>速度</translation>
    </message>
    <message numerus="yes">
        <source>{before} {before_ms}, {now} {now_ms} · {changed} of %Ln answer(s) changed</source>
        <translation>
            <numerusform>{before} {before_ms}、{now} {now_ms} · 答え %Ln 件のうち {changed} 件が変化</numerusform>
        </translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} / {total}</translation>
    </message>
    <message>
        <source>{number} ms</source>
        <translation>{number} ms</translation>
    </message>
    <message>
        <source>{number} photos/s</source>
        <translation>{number} 枚/秒</translation>
    </message>
    <message>
        <source>{percent} ({right}/{total})</source>
        <translation>{percent} ({right}/{total})</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>残り {time}</translation>
    </message>
    <message>
        <source>–</source>
        <translation>–</translation>
    </message>
</context>
<context>
    <name>LicencesDialog</name>
    <message>
        <source>Licences</source>
        <translation>ライセンス</translation>
    </message>
    <message>
        <source>Show the full texts</source>
        <translation>全文を表示</translation>
    </message>
</context>
<context>
    <name>LineChart</name>
    <message>
        <source>95 % interval: {low} to {high}</source>
        <translation>95 % 区間: {low}～{high}</translation>
    </message>
    <message>
        <source>Before the first epoch</source>
        <translation>最初のエポックの前</translation>
    </message>
    <message>
        <source>Epoch {epoch}</source>
        <translation>エポック {epoch}</translation>
    </message>
    <message>
        <source>best {value}</source>
        <translation>最高 {value}</translation>
    </message>
    <message>
        <source>epoch</source>
        <translation>エポック</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>&amp;About EffNet Desktop</source>
        <translation>EffNet Desktop について(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Clear the list</source>
        <translation>一覧をクリア(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>編集(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Export all results…</source>
        <translation>すべての結果を書き出す(&amp;E)...</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>ファイル(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;File photos…</source>
        <translation>写真を整理(&amp;F)...</translation>
    </message>
    <message>
        <source>&amp;Full screen</source>
        <translation>全画面表示(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>ヘルプ(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Keys</source>
        <translation>キー操作(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;Open photos…</source>
        <translation>写真を開く(&amp;O)...</translation>
    </message>
    <message>
        <source>&amp;Paste</source>
        <translation>貼り付け(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>終了(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;Settings…</source>
        <translation>設定(&amp;S)...</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>停止(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>表示(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Words</source>
        <translation>用語(&amp;W)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>すべてのファイル (*)</translation>
    </message>
    <message>
        <source>C&amp;ontinue</source>
        <translation>続行(&amp;O)</translation>
    </message>
    <message>
        <source>Classify</source>
        <translation>分類</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>比較</translation>
    </message>
    <message>
        <source>Drop to classify</source>
        <translation>ドロップすると分類します</translation>
    </message>
    <message>
        <source>EffNet Desktop</source>
        <translation>EffNet Desktop</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation>共通</translation>
    </message>
    <message>
        <source>Expo&amp;rt the selected…</source>
        <translation>選択したものを書き出す(&amp;R)...</translation>
    </message>
    <message>
        <source>Export &amp;what is shown…</source>
        <translation>表示中のものを書き出す(&amp;W)...</translation>
    </message>
    <message>
        <source>Export what is shown as Ca&amp;mtrap DP…</source>
        <translation>表示中の結果を Camtrap DP で書き出す(&amp;M)…</translation>
    </message>
    <message>
        <source>File&amp;d so far…</source>
        <translation>これまでの整理(&amp;D)...</translation>
    </message>
    <message>
        <source>Keep working</source>
        <translation>処理を続ける</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>モデル</translation>
    </message>
    <message>
        <source>Open &amp;folder…</source>
        <translation>フォルダーを開く(&amp;F)...</translation>
    </message>
    <message>
        <source>Open a folder of photos</source>
        <translation>写真のフォルダーを開く</translation>
    </message>
    <message>
        <source>Open photos</source>
        <translation>写真を開く</translation>
    </message>
    <message>
        <source>Photos ({suffixes})</source>
        <translation>写真 ({suffixes})</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>やり直す</translation>
    </message>
    <message>
        <source>Scaling</source>
        <translation>スケーリング</translation>
    </message>
    <message>
        <source>Show &amp;logs</source>
        <translation>ログを表示(&amp;L)</translation>
    </message>
    <message>
        <source>Stop and quit</source>
        <translation>停止して終了</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>学習</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>元に戻す</translation>
    </message>
    <message>
        <source>Work is still going on.</source>
        <translation>処理がまだ続いています。</translation>
    </message>
    <message>
        <source>Photos without an answer will stay without, and a comparison ends here. A download or a training goes on next time.</source>
        <translation>まだ分類していない写真は未分類のままになり、比較はここで終わります。ダウンロードと学習は次回続きから再開できます。</translation>
    </message>
</context>
<context>
    <name>MessageBar</name>
    <message>
        <source>Dismiss</source>
        <translation>閉じる</translation>
    </message>
    <message>
        <source>Dismiss the message</source>
        <translation>メッセージを閉じる</translation>
    </message>
</context>
<context>
    <name>Messages</name>
    <message numerus="yes">
        <source>%Ln file(s) are in {folder} now.</source>
        <translation>
            <numerusform>%Ln 件のファイルを {folder} に入れました。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln folder(s) could not be opened: {folders}.</source>
        <translation>
            <numerusform>%Ln 個のフォルダーを開けませんでした: {folders}。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) joined the training set as {category}.</source>
        <translation>
            <numerusform>%Ln 枚の写真を {category} として学習データに加えました。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) stood in the list already.</source>
        <translation>
            <numerusform>%Ln 枚の写真はすでにリストにあります。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln result(s) saved to {file}.</source>
        <translation>
            <numerusform>%Ln 件の結果を {file} に保存しました。</numerusform>
        </translation>
    </message>
    <message>
        <source>Bring it back</source>
        <translation>元に戻す</translation>
    </message>
    <message>
        <source>Bring the old one back</source>
        <translation>前のモデルに戻す</translation>
    </message>
    <message>
        <source>Choose a device…</source>
        <translation>デバイスを選択...</translation>
    </message>
    <message>
        <source>Close this window and start the app again.</source>
        <translation>このウィンドウを閉じて、アプリを起動し直してください。</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>続行</translation>
    </message>
    <message>
        <source>Copy or drag photos, folders or a picture itself.</source>
        <translation>写真、フォルダー、または画像そのものをコピーするか、ドラッグしてください。</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>ダウンロード</translation>
    </message>
    <message>
        <source>Drop photos or folders anywhere, then look through the answers with Review.</source>
        <translation>写真やフォルダーをウィンドウにドロップし、答えは「確認」で見ていきます。</translation>
    </message>
    <message>
        <source>EffNet Desktop was updated or removed while it was open.</source>
        <translation>開いている間に、EffNet Desktop が更新または削除されました。</translation>
    </message>
    <message>
        <source>F1 shows what the keys do; words with a dotted line below tell what they mean when clicked.</source>
        <translation>F1 でキー操作の一覧を表示します。点線の付いた言葉をクリックすると、その意味が分かります。</translation>
    </message>
    <message>
        <source>Filed so far…</source>
        <translation>これまでの整理...</translation>
    </message>
    <message>
        <source>Filing photos into {folder} was not finished.</source>
        <translation>{folder} への写真の整理が途中です。</translation>
    </message>
    <message>
        <source>It can be downloaded once, and then works without a network.</source>
        <translation>一度ダウンロードすれば、以後はネットワークなしで使えます。</translation>
    </message>
    <message>
        <source>It can be taken back at any time: File &gt; Filed so far.</source>
        <translation>いつでも取り消せます: [ファイル] &gt; [これまでの整理]。</translation>
    </message>
    <message>
        <source>It can go on, or be taken back.</source>
        <translation>続けることも、取り消すこともできます。</translation>
    </message>
    <message numerus="yes">
        <source>Keywords are written into %Ln file(s).</source>
        <translation>
            <numerusform>%Ln 件のファイルにキーワードを書き込みました。</numerusform>
        </translation>
    </message>
    <message>
        <source>Learn from corrections</source>
        <translation>訂正を学習</translation>
    </message>
    <message>
        <source>Models are being compared, and a training would spoil their times.</source>
        <translation>モデルの比較中に学習すると、時間を正しく測定できません。</translation>
    </message>
    <message>
        <source>Save it or copy the picture itself, then paste it.</source>
        <translation>写真を保存するか、画像そのものをコピーして貼り付けてください。</translation>
    </message>
    <message>
        <source>Saved to {file}.</source>
        <translation>{file} に保存しました。</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>フォルダーで表示</translation>
    </message>
    <message>
        <source>Show the keys</source>
        <translation>キー操作を表示</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>停止しました。</translation>
    </message>
    <message numerus="yes">
        <source>Stopped. %Ln photo(s) not classified yet.</source>
        <translation>
            <numerusform>停止しました。未分類の写真が %Ln 枚あります。</numerusform>
        </translation>
    </message>
    <message>
        <source>The comparison was removed.</source>
        <translation>比較を削除しました。</translation>
    </message>
    <message>
        <source>There are no photos in {folder}.</source>
        <translation>{folder} に写真がありません。</translation>
    </message>
    <message>
        <source>There is no photo in it.</source>
        <translation>写真が含まれていません。</translation>
    </message>
    <message>
        <source>This photo is on a web page.</source>
        <translation>この写真は Web ページ上にあります。</translation>
    </message>
    <message>
        <source>Train when the comparison is done, or stop it on the Compare page.</source>
        <translation>比較が終わってから学習するか、[比較] ページで比較を停止してください。</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>再試行</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>元に戻す</translation>
    </message>
    <message>
        <source>Use it</source>
        <translation>使用する</translation>
    </message>
    <message>
        <source>Use the newer one</source>
        <translation>新しいほうを使う</translation>
    </message>
    <message>
        <source>What is done can be taken back, or the rest be done.</source>
        <translation>済んだ分を取り消すことも、残りを続けることもできます。</translation>
    </message>
    <message>
        <source>{model} has learnt: accuracy {accuracy}.</source>
        <translation>{model} が学習しました: 精度 {accuracy}</translation>
    </message>
    <message>
        <source>{model} is as it was before.</source>
        <translation>{model} を以前のバージョンに戻しました。</translation>
    </message>
    <message>
        <source>{model} is installed.</source>
        <translation>{model} をインストールしました。</translation>
    </message>
    <message>
        <source>{model} is not installed.</source>
        <translation>{model} はインストールされていません。</translation>
    </message>
    <message>
        <source>{model} is removed.</source>
        <translation>{model} を削除しました。</translation>
    </message>
    <message>
        <source>{model} is saved: it stands among your models.</source>
        <translation>{model} を保存しました。「自分のモデル」から使えます。</translation>
    </message>
</context>
<context>
    <name>ModelsPage</name>
    <message>
        <source>A larger phi sees more and takes longer. Accuracy is the top-1 accuracy on ImageNet as published, which may differ on your photos; that of your own models was measured on yours.</source>
        <translation>phi が大きいほど細かく見分けますが、時間がかかります。精度は公表されている ImageNet の Top-1 精度で、お手元の写真では異なる場合があります。ご自分で学習したモデルの精度は、お手元の写真で測定したものです。</translation>
    </message>
    <message>
        <source>Bring back</source>
        <translation>元に戻す</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>キャンセル</translation>
    </message>
    <message>
        <source>Delete for good</source>
        <translation>完全に削除</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>ダウンロード</translation>
    </message>
    <message>
        <source>Earlier versions ({size})</source>
        <translation>以前のバージョン ({size})</translation>
    </message>
    <message>
        <source>Import a file…</source>
        <translation>ファイルをインポート...</translation>
    </message>
    <message>
        <source>Import weights</source>
        <translation>重みのインポート</translation>
    </message>
    <message>
        <source>Remove a model</source>
        <translation>モデルの削除</translation>
    </message>
    <message>
        <source>Remove {model} from this computer? It can be brought back.</source>
        <translation>{model} をこのコンピューターから削除しますか? あとで元に戻せます。</translation>
    </message>
    <message>
        <source>Remove {model} from this computer? It can be downloaded again ({size}).</source>
        <translation>{model} をこのコンピューターから削除しますか? 後でもう一度ダウンロードできます ({size})。</translation>
    </message>
    <message>
        <source>Remove {model} from this computer? It is broken.</source>
        <translation>{model} をこのコンピューターから削除しますか? このモデルは壊れています。</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>削除...</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>フォルダーで表示</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>開始しています</translation>
    </message>
    <message>
        <source>Takes weights from a .pth or .safetensors file, for example from a USB stick</source>
        <translation>USB メモリなどにある .pth または .safetensors ファイルから重みを取り込みます</translation>
    </message>
    <message>
        <source>Weights (*.pth *.safetensors)</source>
        <translation>重み (*.pth *.safetensors)</translation>
    </message>
    <message>
        <source>What a training replaced, and models of yours that you removed</source>
        <translation>学習で置き換えられたモデルと、削除した自分のモデル</translation>
    </message>
    <message>
        <source>{model} ({size})</source>
        <translation>{model} ({size})</translation>
    </message>
    <message>
        <source>{progress} · {speed}/s · about {time} left</source>
        <translation>{progress} · {speed}/秒 · 残り約 {time}</translation>
    </message>
    <message>
        <source>{question} These pairs need it: {pairs}.</source>
        <translation>{question} 次の組み合わせがこのモデルを必要としています: {pairs}。</translation>
    </message>
    <message>
        <source>Remove {model} from this computer? The two models that it consists of stay.</source>
        <translation>{model} をこのコンピューターから削除しますか? 組み合わせている 2 つのモデルは残ります。</translation>
    </message>
</context>
<context>
    <name>MorePhotosView</name>
    <message numerus="yes">
        <source>%Ln more photo(s) of {category} would help most: about {gain} more right answers ({low} to {high}).</source>
        <translation>
            <numerusform>「{category}」の写真をあと %Ln 枚増やすのが最も効果的です: 正解がおよそ {gain}（{low}～{high}）増えます。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s)</source>
        <translation>
            <numerusform>%Ln 枚</numerusform>
        </translation>
    </message>
    <message>
        <source>Accuracy by the number of photos</source>
        <translation>写真の枚数と精度</translation>
    </message>
    <message>
        <source>More photos of any one category would hardly help.</source>
        <translation>どのカテゴリの写真を増やしても、ほとんど変わりません。</translation>
    </message>
    <message>
        <source>There are too few photos to tell, or an earlier version trained.</source>
        <translation>写真が少ないか、以前のバージョンで学習したため、わかりません。</translation>
    </message>
    <message>
        <source>expected</source>
        <translation>予測</translation>
    </message>
    <message>
        <source>measured</source>
        <translation>測定</translation>
    </message>
    <message>
        <source>photos</source>
        <translation>枚数</translation>
    </message>
</context>
<context>
    <name>NameField</name>
    <message>
        <source>Type a name</source>
        <translation>名前を入力</translation>
    </message>
    <message>
        <source>{name} (Enter)</source>
        <translation>{name}（Enter で決定）</translation>
    </message>
</context>
<context>
    <name>NetworkDrawing</name>
    <message>
        <source>Drawing of the network</source>
        <translation>ネットワークの図</translation>
    </message>
    <message>
        <source>head</source>
        <translation>ヘッド</translation>
    </message>
    <message>
        <source>photo: {side} × {side} px</source>
        <translation>写真: {side} × {side} px</translation>
    </message>
    <message>
        <source>stage {number}</source>
        <translation>ステージ {number}</translation>
    </message>
    <message>
        <source>stem</source>
        <translation>ステム</translation>
    </message>
    <message>
        <source>{blocks} blocks in 7 stages</source>
        <translation>7 ステージに {blocks} ブロック</translation>
    </message>
    <message>
        <source>{blocks} × {channels}</source>
        <translation>{blocks} × {channels}</translation>
    </message>
    <message>
        <source>{pixels} px</source>
        <translation>{pixels} px</translation>
    </message>
</context>
<context>
    <name>NumberTile</name>
    <message>
        <source>–</source>
        <translation>–</translation>
    </message>
</context>
<context>
    <name>PairList</name>
    <message>
        <source>{caption} ({count})</source>
        <translation>{caption} ({count})</translation>
    </message>
</context>
<context>
    <name>PathsDialog</name>
    <message>
        <source>Files</source>
        <translation>ファイル</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>フォルダーで表示</translation>
    </message>
</context>
<context>
    <name>PhiSelector</name>
    <message>
        <source>Lite family</source>
        <translation>Lite ファミリー</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>モデル</translation>
    </message>
    <message>
        <source>Standard family</source>
        <translation>標準ファミリー</translation>
    </message>
    <message>
        <source>Your models</source>
        <translation>自分のモデル</translation>
    </message>
    <message>
        <source>phi scales the network&apos;s depth, width and resolution together: one step up computes about twice as much, and is slower and more accurate. The percentage is the top-1 accuracy on ImageNet as published; that of your own models was measured on your photos.</source>
        <translation>phi はネットワークの深さ、幅、解像度をまとめて拡大します。1 段上げると計算量は約 2 倍になり、遅くなる代わりに精度が上がります。% の値は公表されている ImageNet の Top-1 精度です。ご自分で学習したモデルの値は、お手元の写真で測定したものです。</translation>
    </message>
    <message>
        <source>{name} · phi {phi} · {resolution} px · {params} · {acc1}</source>
        <translation>{name} · phi {phi} · {resolution} px · {params} · {acc1}</translation>
    </message>
    <message>
        <source>{name} · phi {phi} · {resolution} px · {params} · {acc1} · not installed ({size})</source>
        <translation>{name} · phi {phi} · {resolution} px · {params} · {acc1} · 未インストール ({size})</translation>
    </message>
    <message>
        <source>{name} · {acc1} · phi {phi} · {family} · {resolution} px</source>
        <translation>{name} · {acc1} · phi {phi} · {family} · {resolution} px</translation>
    </message>
    <message>
        <source>{name} · {pair}</source>
        <translation>{name} · {pair}</translation>
    </message>
</context>
<context>
    <name>PhiSlider</name>
    <message>
        <source>One step of phi computes about twice as much. B0 to B7 were published for phi 0 to 7.</source>
        <translation>phi を 1 上げると計算量は約 2 倍になります。phi 0 から 7 は B0 から B7 として公開されています。</translation>
    </message>
    <message>
        <source>phi</source>
        <translation>phi</translation>
    </message>
</context>
<context>
    <name>PhotoDelegate</name>
    <message>
        <source>Unsure</source>
        <translation>判断保留</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>変化</translation>
    </message>
</context>
<context>
    <name>PhotoGrid</name>
    <message>
        <source>Photos</source>
        <translation>写真</translation>
    </message>
    <message>
        <source>select all</source>
        <translation>すべて選択</translation>
    </message>
</context>
<context>
    <name>PhotoModel</name>
    <message>
        <source>Changed: was {answer}</source>
        <translation>前の答え: {answer}</translation>
    </message>
    <message>
        <source>None of these</source>
        <translation>どれでもない</translation>
    </message>
    <message>
        <source>right</source>
        <translation>正解</translation>
    </message>
    <message>
        <source>unsure</source>
        <translation>判断保留</translation>
    </message>
    <message>
        <source>wrong</source>
        <translation>不正解</translation>
    </message>
</context>
<context>
    <name>PhotoView</name>
    <message>
        <source>Selected photo</source>
        <translation>選択中の写真</translation>
    </message>
</context>
<context>
    <name>PileList</name>
    <message>
        <source>Piles</source>
        <translation>写真の山</translation>
    </message>
</context>
<context>
    <name>PileModel</name>
    <message numerus="yes">
        <source>%Ln photo(s)</source>
        <translation>
            <numerusform>%Ln 枚</numerusform>
        </translation>
    </message>
    <message>
        <source>Drop photos here for a new pile</source>
        <translation>ここに写真をドロップすると新しい山になります</translation>
    </message>
    <message>
        <source>No name yet</source>
        <translation>名前なし</translation>
    </message>
    <message>
        <source>Thrown out</source>
        <translation>除外した写真</translation>
    </message>
    <message>
        <source>{name}?</source>
        <translation>{name}？</translation>
    </message>
</context>
<context>
    <name>PilePhotos</name>
    <message>
        <source>Photos of the pile</source>
        <translation>この山の写真</translation>
    </message>
</context>
<context>
    <name>PilesUndoStack</name>
    <message>
        <source>Change of the piles</source>
        <translation>山の変更</translation>
    </message>
</context>
<context>
    <name>PilesView</name>
    <message numerus="yes">
        <source>%Ln left out</source>
        <translation>
            <numerusform>%Ln 枚は使えません</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln pile(s)</source>
        <translation>
            <numerusform>山の数: %Ln</numerusform>
        </translation>
    </message>
    <message>
        <source>A new pile</source>
        <translation>新しい山</translation>
    </message>
    <message>
        <source>File photos…</source>
        <translation>写真を整理...</translation>
    </message>
    <message>
        <source>Give at least two piles different names.</source>
        <translation>少なくとも 2 つの山に別々の名前を付けてください。</translation>
    </message>
    <message>
        <source>Make the model</source>
        <translation>モデルを作る</translation>
    </message>
    <message>
        <source>Makes one pile of those that are selected in the list</source>
        <translation>一覧で選んだ山を 1 つにまとめます</translation>
    </message>
    <message>
        <source>Makes two piles of this one</source>
        <translation>この山を 2 つに分けます</translation>
    </message>
    <message>
        <source>Merge</source>
        <translation>まとめる</translation>
    </message>
    <message>
        <source>More piles are purer, fewer are named sooner. Piles with a name stay.</source>
        <translation>山が多いほど中身がそろい、少ないほど早く名前を付け終わります。名前のある山は変わりません。</translation>
    </message>
    <message>
        <source>Move to</source>
        <translation>移動先</translation>
    </message>
    <message>
        <source>Name of the model</source>
        <translation>モデルの名前</translation>
    </message>
    <message>
        <source>Name of the pile</source>
        <translation>山の名前</translation>
    </message>
    <message numerus="yes">
        <source>Named {named} of %Ln pile(s), {with_name} of {photos} photos</source>
        <translation>
            <numerusform>%Ln 個の山のうち {named} 個、写真 {photos} 枚のうち {with_name} 枚に名前があります</numerusform>
        </translation>
    </message>
    <message>
        <source>Number of piles</source>
        <translation>山の数</translation>
    </message>
    <message>
        <source>Photos of nothing that counts: they are neither learnt nor filed</source>
        <translation>どれにも当てはまらない写真として、学習にも整理にも使いません</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>フォルダーで表示</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>分ける</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Suggested:</source>
        <translation>候補:</translation>
    </message>
    <message>
        <source>The photos go to the pile without a name that they are most like</source>
        <translation>名前のない山のうち、最も似ている山へ移します</translation>
    </message>
    <message>
        <source>These do not belong</source>
        <translation>ここではない</translation>
    </message>
    <message>
        <source>These photos are in no pile.</source>
        <translation>これらの写真はどの山にも入っていません。</translation>
    </message>
    <message>
        <source>Throw out</source>
        <translation>除外する</translation>
    </message>
    <message numerus="yes">
        <source>{folder}: %Ln photo(s)</source>
        <translation>
            <numerusform>{folder}: %Ln 枚</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PlanView</name>
    <message numerus="yes">
        <source>%Ln file(s) have their keywords already.</source>
        <translation>
            <numerusform>%Ln 件のファイルには既にキーワードがあります。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) lack keywords.</source>
        <translation>
            <numerusform>%Ln 件のファイルにキーワードを書き込みます。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) that belong to them</source>
        <translation>
            <numerusform>付属ファイル %Ln 件</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s)</source>
        <translation>
            <numerusform>%Ln 枚</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) are there already.</source>
        <translation>
            <numerusform>%Ln 枚は既に整理先にあります。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) get another name.</source>
        <translation>
            <numerusform>%Ln 枚は名前が変わります。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) get none: the model is not sure enough.</source>
        <translation>
            <numerusform>%Ln 枚には書き込みません。モデルの確信が足りないためです。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) lie in their folder already.</source>
        <translation>
            <numerusform>%Ln 枚は既に正しいフォルダーにあります。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) stay where they are.</source>
        <translation>
            <numerusform>%Ln 枚は元の場所に残ります。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) stay: their names are taken.</source>
        <translation>
            <numerusform>%Ln 枚は元の場所に残ります。同じ名前のファイルがあるためです。</numerusform>
        </translation>
    </message>
    <message>
        <source>Remarks</source>
        <translation>注意</translation>
    </message>
    <message>
        <source>What would be done</source>
        <translation>行われること</translation>
    </message>
    <message>
        <source>{photos} and {files}</source>
        <translation>{photos}、{files}</translation>
    </message>
    <message>
        <source>{photos}: {size}.</source>
        <translation>{photos}: {size}。</translation>
    </message>
    <message>
        <source>{photos}: {size}. {free} are free there.</source>
        <translation>{photos}: {size}。整理先の空きは {free} です。</translation>
    </message>
</context>
<context>
    <name>PredictionBars</name>
    <message>
        <source>Categories</source>
        <translation>カテゴリ</translation>
    </message>
</context>
<context>
    <name>Preset</name>
    <message>
        <source>Balanced</source>
        <translation>バランス</translation>
    </message>
    <message>
        <source>Best</source>
        <translation>高精度</translation>
    </message>
    <message>
        <source>Quick</source>
        <translation>クイック</translation>
    </message>
</context>
<context>
    <name>PublishedTable</name>
    <message>
        <source>Depth</source>
        <translation>深さ</translation>
    </message>
    <message>
        <source>Formula</source>
        <translation>式</translation>
    </message>
    <message>
        <source>Formula and published network</source>
        <translation>式と公開されているネットワーク</translation>
    </message>
    <message>
        <source>Multiply-adds</source>
        <translation>積和演算数</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>パラメーター数</translation>
    </message>
    <message>
        <source>Resolution</source>
        <translation>解像度</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>幅</translation>
    </message>
    <message>
        <source>phi</source>
        <translation>phi</translation>
    </message>
    <message>
        <source>{pixels} px</source>
        <translation>{pixels} px</translation>
    </message>
    <message>
        <source>{value}, differs</source>
        <translation>{value}、異なります</translation>
    </message>
    <message>
        <source>≠ {value}</source>
        <translation>≠ {value}</translation>
    </message>
</context>
<context>
    <name>QuestionPanel</name>
    <message>
        <source>A typical photo of those without a name</source>
        <translation>まだ名前のない写真の代表例です</translation>
    </message>
    <message>
        <source>Answer some questions to see how right the piles are.</source>
        <translation>質問に答えると、山がどのくらい正しいかが分かります。</translation>
    </message>
    <message>
        <source>Category of the photo in question</source>
        <translation>この写真のカテゴリ</translation>
    </message>
    <message>
        <source>Drawn by chance, to see how right the piles are</source>
        <translation>山がどのくらい正しいかを知るため、無作為に選びました</translation>
    </message>
    <message>
        <source>In doubt ({probability}): its answer teaches most</source>
        <translation>判断に迷う写真です（{probability}）。答えが最も役に立ちます</translation>
    </message>
    <message>
        <source>Is this “{category}”?</source>
        <translation>これは「{category}」ですか？</translation>
    </message>
    <message>
        <source>None of these</source>
        <translation>どれでもない</translation>
    </message>
    <message>
        <source>No…</source>
        <translation>いいえ…</translation>
    </message>
    <message numerus="yes">
        <source>Right so far: {percent} ({low} to {high} %), counted on %Ln photo(s) that you judged</source>
        <translation>
            <numerusform>ここまでの正解率: {percent}（{low}～{high} %）。判定した写真 %Ln 枚で数えました</numerusform>
        </translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>とばす</translation>
    </message>
    <message>
        <source>The photo cannot be read.</source>
        <translation>写真を読み込めません。</translation>
    </message>
    <message>
        <source>Throws the photo out: it is neither learnt nor filed</source>
        <translation>この写真を除外し、学習にも整理にも使いません</translation>
    </message>
    <message>
        <source>What is this?</source>
        <translation>これは何ですか？</translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>はい</translation>
    </message>
    <message>
        <source>You were asked about every photo.</source>
        <translation>すべての写真について質問しました。</translation>
    </message>
</context>
<context>
    <name>RecentFolders</name>
    <message>
        <source>&amp;Forget them</source>
        <translation>履歴を消去(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Recent folders</source>
        <translation>最近使ったフォルダー(&amp;R)</translation>
    </message>
</context>
<context>
    <name>ReportView</name>
    <message numerus="yes">
        <source>%Ln correction(s) that the model has not learnt yet</source>
        <translation>
            <numerusform>モデルがまだ学習していない訂正が %Ln 件あります</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s)</source>
        <translation>
            <numerusform>%Ln 枚</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) could not be read and were skipped</source>
        <translation>
            <numerusform>%Ln 枚の写真を読み込めず、スキップしました</numerusform>
        </translation>
    </message>
    <message>
        <source>All that you have decided about photos of this folder, the last first. It can be taken back at any time.</source>
        <translation>このフォルダーの写真について決めたことのすべてです。新しいものから順に並び、いつでも取り消せます。</translation>
    </message>
    <message>
        <source>Back to the folder</source>
        <translation>フォルダーに戻る</translation>
    </message>
    <message>
        <source>Categories</source>
        <translation>カテゴリ</translation>
    </message>
    <message>
        <source>Confusion</source>
        <translation>混同行列</translation>
    </message>
    <message>
        <source>Decided ({count})</source>
        <translation>決定済み ({count})</translation>
    </message>
    <message>
        <source>Delete a model</source>
        <translation>モデルの削除</translation>
    </message>
    <message>
        <source>Delete the model {name}? It can only be had back by training again. Your photos stay.</source>
        <translation>モデル {name} を削除しますか? 元に戻すには、もう一度学習する必要があります。写真は残ります。</translation>
    </message>
    <message>
        <source>Deletes the model; the photos stay where they are</source>
        <translation>モデルを削除します。写真はそのまま残ります</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>削除...</translation>
    </message>
    <message>
        <source>Every answer was right.</source>
        <translation>すべて正解でした。</translation>
    </message>
    <message>
        <source>Every photo that was measured on and answered wrongly, the surest answers first.</source>
        <translation>検証で間違えた写真のすべてです。信頼度の高い答えから順に並んでいます。</translation>
    </message>
    <message>
        <source>Few photos were measured on, so the true accuracy may be anywhere in the interval.</source>
        <translation>検証した写真が少ないため、実際の精度はこの区間のどこにあるかわかりません。</translation>
    </message>
    <message>
        <source>Filed wrongly? ({count})</source>
        <translation>ラベルの誤り? ({count})</translation>
    </message>
    <message>
        <source>Fits the classifier anew; that takes seconds, as the photos are known already</source>
        <translation>分類器を学習し直します。写真の特徴は計算済みなので、数秒で終わります</translation>
    </message>
    <message>
        <source>Heads were fitted on parts of the photos and measured on the same others; how it goes on is estimated.</source>
        <translation>写真の一部で分類器を学習し、同じ残りの写真で評価しました。その先は推定です。</translation>
    </message>
    <message>
        <source>How far the confidence is from the share of right answers, on average. The temperature divides the network&apos;s outputs, so that a confidence of 90 % is right nine times out of ten.</source>
        <translation>信頼度と正解の割合との平均的なずれです。ネットワークの出力を温度で割り、信頼度 90 % の答えが 10 回中 9 回正しくなるように調整しています。</translation>
    </message>
    <message>
        <source>It does not say of photos that they are None of these. &lt;a href=&apos;#&apos;&gt;Learning again&lt;/a&gt; adds it.</source>
        <translation>このモデルは写真が「どれでもない」とは答えません。&lt;a href=&apos;#&apos;&gt;もう一度学習&lt;/a&gt;すると答えるようになります。</translation>
    </message>
    <message>
        <source>Mistakes ({count})</source>
        <translation>間違い ({count})</translation>
    </message>
    <message>
        <source>Models that have not seen these photos say another category than their folder, the surest first. What you decide is kept in a list of this app; your files stay where they are.</source>
        <translation>これらの写真を見ていないモデルが、フォルダーとは別のカテゴリだと答えています（確かなものから順）。判断はこのアプリの一覧に保存され、ファイルは移動しません。</translation>
    </message>
    <message>
        <source>More photos?</source>
        <translation>写真を増やすと？</translation>
    </message>
    <message>
        <source>No photo of {category} was recognised.</source>
        <translation>{category} と正しく答えられた写真はありません。</translation>
    </message>
    <message>
        <source>No photo of {category} was taken for {other}.</source>
        <translation>{category} の写真を {other} と間違えた例はありません。</translation>
    </message>
    <message>
        <source>No photo seems to be filed wrongly.</source>
        <translation>間違ったフォルダーにありそうな写真はありません。</translation>
    </message>
    <message>
        <source>No photo was left to measure on: how often it is right is not known.</source>
        <translation>測定に使える写真がなかったため、正解率は分かりません。</translation>
    </message>
    <message numerus="yes">
        <source>Of %Ln photo(s) of other folders, {share} are given a category all the same (AUROC {auroc}).</source>
        <translation>
            <numerusform>ほかのフォルダーの写真 %Ln 枚のうち、{share} にはカテゴリが付いてしまいます（AUROC {auroc}）。</numerusform>
        </translation>
    </message>
    <message>
        <source>On new photos of known cameras {known}, of new cameras {new}.</source>
        <translation>新しい写真での正解率: 学習したカメラ {known}、新しいカメラ {new}。</translation>
    </message>
    <message>
        <source>On new photos of known days {known}, of new days {new}.</source>
        <translation>新しい写真での正解率: 学習した日 {known}、新しい日 {new}。</translation>
    </message>
    <message>
        <source>On new photos of known folders {known}, of new folders {new}.</source>
        <translation>新しい写真での正解率: 学習したフォルダー {known}、新しいフォルダー {new}。</translation>
    </message>
    <message>
        <source>Photos nearly like the categories are told apart less surely.</source>
        <translation>カテゴリによく似た写真は、見分けが不確かになります。</translation>
    </message>
    <message>
        <source>Retrain</source>
        <translation>再学習</translation>
    </message>
    <message>
        <source>Rows are true categories, columns what the model says. A cell shows its photos.</source>
        <translation>行は正解のカテゴリ、列はモデルの答えです。セルを選ぶと、その写真を表示します。</translation>
    </message>
    <message>
        <source>Share of right answers on photos that it did not learn from</source>
        <translation>学習に使っていない写真での正解の割合</translation>
    </message>
    <message>
        <source>The measured photos do not tell below which confidence a photo should be Unsure; none is, unless you choose one.</source>
        <translation>検証に使った写真からは、どの信頼度より低い写真を判断保留とすべきか分かりません。値を選ばない限り、判断保留にはなりません。</translation>
    </message>
    <message>
        <source>The weakest categories first. They gain most from more photos.</source>
        <translation>苦手なカテゴリから順に並んでいます。写真を増やすと特に効果があります。</translation>
    </message>
    <message>
        <source>There are too few photos to tell which ones are None of these: no photo will be.</source>
        <translation>写真が少なすぎて「どれでもない」を判断できないため、そう答えることはありません。</translation>
    </message>
    <message>
        <source>This model&apos;s report, of an earlier version, does not name them. Train again to see them.</source>
        <translation>このモデルのレポートは以前のバージョンで作られたため、写真の一覧がありません。もう一度学習すると表示されます。</translation>
    </message>
    <message>
        <source>Use in Classify</source>
        <translation>分類で使う</translation>
    </message>
    <message>
        <source>accuracy</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>calibration error</source>
        <translation>キャリブレーション誤差</translation>
    </message>
    <message>
        <source>learnt in</source>
        <translation>学習時間</translation>
    </message>
    <message>
        <source>measured on</source>
        <translation>検証した写真</translation>
    </message>
    <message>
        <source>temperature {value}</source>
        <translation>温度 {value}</translation>
    </message>
    <message>
        <source>that it did not learn from</source>
        <translation>学習に使っていない写真</translation>
    </message>
    <message>
        <source>{name} is ready</source>
        <translation>{name} が完成しました</translation>
    </message>
    <message>
        <source>{name} is ready (stopped early)</source>
        <translation>{name} が完成しました (途中で停止)</translation>
    </message>
    <message>
        <source>{preset}, {photos} photos in all</source>
        <translation>{preset}、全 {photos} 枚</translation>
    </message>
</context>
<context>
    <name>ReviewView</name>
    <message>
        <source>&lt;b&gt;Enter&lt;/b&gt; it is right&lt;br&gt;&lt;b&gt;Digit&lt;/b&gt; or &lt;b&gt;letters&lt;/b&gt;: another category&lt;br&gt;&lt;b&gt;0&lt;/b&gt; wrong, without saying what it is&lt;br&gt;&lt;b&gt;S&lt;/b&gt; skip &amp;nbsp; &lt;b&gt;Backspace&lt;/b&gt; back&lt;br&gt;&lt;b&gt;Ctrl+Z&lt;/b&gt; undo &amp;nbsp; &lt;b&gt;Esc&lt;/b&gt; back to the list</source>
        <translation>&lt;b&gt;Enter&lt;/b&gt; 正しい&lt;br&gt;&lt;b&gt;数字&lt;/b&gt;または&lt;b&gt;文字&lt;/b&gt;: 別のカテゴリ&lt;br&gt;&lt;b&gt;0&lt;/b&gt; 間違い (正解は指定しない)&lt;br&gt;&lt;b&gt;S&lt;/b&gt; 飛ばす &amp;nbsp; &lt;b&gt;Backspace&lt;/b&gt; 前に戻る&lt;br&gt;&lt;b&gt;Ctrl+Z&lt;/b&gt; 元に戻す &amp;nbsp; &lt;b&gt;Esc&lt;/b&gt; 一覧に戻る</translation>
    </message>
    <message>
        <source>A to Z</source>
        <translation>A ～ Z</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>戻る</translation>
    </message>
    <message>
        <source>Back to the list</source>
        <translation>一覧に戻る</translation>
    </message>
    <message>
        <source>Back to the photo before</source>
        <translation>前の写真に戻る</translation>
    </message>
    <message>
        <source>Backspace, ←</source>
        <translation>Backspace、←</translation>
    </message>
    <message>
        <source>End the review</source>
        <translation>確認を終える</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Enter</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Is it {category}?</source>
        <translation>「{category}」ですか？</translation>
    </message>
    <message>
        <source>It is another category: type its name</source>
        <translation>別のカテゴリ: 名前を入力</translation>
    </message>
    <message>
        <source>It is right</source>
        <translation>正しい</translation>
    </message>
    <message>
        <source>It is something else…</source>
        <translation>正しいカテゴリを指定...</translation>
    </message>
    <message>
        <source>It is the category with this digit</source>
        <translation>この数字のカテゴリ</translation>
    </message>
    <message>
        <source>It is wrong</source>
        <translation>誤り</translation>
    </message>
    <message numerus="yes">
        <source>Right so far: {share} ({low} to {high}) of %Ln photo(s) that you judged</source>
        <translation>
            <numerusform>これまでの正解率: {share} ({low}～{high})、判定した写真 %Ln 枚</numerusform>
        </translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>とばす</translation>
    </message>
    <message>
        <source>Skip the photo</source>
        <translation>写真をとばす</translation>
    </message>
    <message>
        <source>That was the last one. Esc goes back to the list.</source>
        <translation>これで最後です。Esc で一覧に戻ります。</translation>
    </message>
    <message>
        <source>The answer is right</source>
        <translation>答えは正しい</translation>
    </message>
    <message>
        <source>The answer is wrong</source>
        <translation>答えは誤り</translation>
    </message>
    <message>
        <source>The least certain come first, so they are right less often than all photos are.</source>
        <translation>確信度の低いものから先に並ぶため、正解率は写真全体より低くなります。</translation>
    </message>
    <message>
        <source>You said: not {category}</source>
        <translation>あなたの判定: 「{category}」ではない</translation>
    </message>
    <message>
        <source>You said: {category}</source>
        <translation>あなたの判定: {category}</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} / {total}</translation>
    </message>
</context>
<context>
    <name>RunsDialog</name>
    <message>
        <source>Close</source>
        <translation>閉じる</translation>
    </message>
    <message>
        <source>Copied into {folder}</source>
        <translation>{folder} にコピー</translation>
    </message>
    <message>
        <source>Filed so far</source>
        <translation>これまでの整理</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>ファイル</translation>
    </message>
    <message>
        <source>&amp;Go on</source>
        <translation>続ける(&amp;G)</translation>
    </message>
    <message>
        <source>Keywords</source>
        <translation>キーワード</translation>
    </message>
    <message>
        <source>Linked into {folder}</source>
        <translation>{folder} にリンク</translation>
    </message>
    <message>
        <source>Moved into {folder}</source>
        <translation>{folder} に移動</translation>
    </message>
    <message>
        <source>Nothing has been filed yet.</source>
        <translation>まだ何も整理していません。</translation>
    </message>
    <message>
        <source>&amp;Show in folder</source>
        <translation>フォルダーで表示(&amp;S)</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状態</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>&amp;Take back</source>
        <translation>取り消す(&amp;T)</translation>
    </message>
    <message>
        <source>What</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>When</source>
        <translation>日時</translation>
    </message>
    <message>
        <source>done</source>
        <translation>完了</translation>
    </message>
    <message>
        <source>not finished</source>
        <translation>未完了</translation>
    </message>
    <message>
        <source>taken back</source>
        <translation>取り消し済み</translation>
    </message>
</context>
<context>
    <name>ScalingBar</name>
    <message>
        <source>All of its layers are trained. It begins with what fits of the weights of the nearest published network that is installed.</source>
        <translation>すべての層を学習します。インストール済みで最も近い公開モデルの重みのうち、当てはまるものから始めます。</translation>
    </message>
    <message>
        <source>Choose a published network</source>
        <translation>公開モデルを選ぶ</translation>
    </message>
    <message>
        <source>{name} · {resolution} px · {params} M parameters · depth × {depth} · width × {width}</source>
        <translation>{name} · {resolution} px · パラメーター {params} M · 深さ × {depth} · 幅 × {width}</translation>
    </message>
</context>
<context>
    <name>ScalingControls</name>
    <message>
        <source>&amp;Reset</source>
        <translation>元に戻す(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Scale</source>
        <translation>拡大するもの(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;alpha (depth)</source>
        <translation>alpha: 深さ(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;beta (width)</source>
        <translation>beta: 幅(&amp;B)</translation>
    </message>
    <message>
        <source>&amp;gamma (resolution)</source>
        <translation>gamma: 解像度(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;phi</source>
        <translation>&amp;phi</translation>
    </message>
    <message>
        <source>Below stand the last values that make sense.</source>
        <translation>下には、直前の有効な値を表示しています。</translation>
    </message>
    <message>
        <source>Fa&amp;mily</source>
        <translation>ファミリー(&amp;M)</translation>
    </message>
    <message>
        <source>Family</source>
        <translation>ファミリー</translation>
    </message>
    <message>
        <source>Lite</source>
        <translation>Lite</translation>
    </message>
    <message>
        <source>Sets alpha, beta and gamma to those of the paper: 1.2, 1.1 and 1.15</source>
        <translation>alpha、beta、gamma を論文の値 1.2、1.1、1.15 に戻します</translation>
    </message>
    <message>
        <source>Standard (B)</source>
        <translation>Standard (B)</translation>
    </message>
    <message>
        <source>What is scaled</source>
        <translation>拡大するもの</translation>
    </message>
    <message>
        <source>alpha, the base of the depth</source>
        <translation>alpha (深さの底)</translation>
    </message>
    <message>
        <source>beta, the base of the width</source>
        <translation>beta (幅の底)</translation>
    </message>
    <message>
        <source>gamma, the base of the resolution</source>
        <translation>gamma (解像度の底)</translation>
    </message>
    <message>
        <source>phi</source>
        <translation>phi</translation>
    </message>
</context>
<context>
    <name>ScalingPage</name>
    <message>
        <source>&amp;Check with the real network</source>
        <translation>実際のネットワークで確認(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Train this phi…</source>
        <translation>この phi で学習(&amp;T)…</translation>
    </message>
    <message>
        <source>Beside the published network</source>
        <translation>公開されているネットワークとの比較</translation>
    </message>
    <message>
        <source>Builds the network in PyTorch, without memory for its weights, and counts; takes a few seconds</source>
        <translation>重みのメモリを取らずに PyTorch でネットワークを組み立てて数えます。数秒かかります</translation>
    </message>
    <message>
        <source>Counting the real network…</source>
        <translation>実際のネットワークを数えています…</translation>
    </message>
    <message>
        <source>How many times the blocks: alpha to the power of phi</source>
        <translation>ブロック数の倍率: alpha の phi 乗</translation>
    </message>
    <message>
        <source>How many times the channels: beta to the power of phi</source>
        <translation>チャンネル数の倍率: beta の phi 乗</translation>
    </message>
    <message>
        <source>How many times the compute of each step of phi</source>
        <translation>phi を 1 上げるごとの計算量の倍率</translation>
    </message>
    <message>
        <source>How many times the pixels of a side: gamma to the power of phi</source>
        <translation>一辺のピクセル数の倍率: gamma の phi 乗</translation>
    </message>
    <message>
        <source>Multiply-adds, as a multiple of those of phi 0</source>
        <translation>phi 0 に対する積和演算の倍率</translation>
    </message>
    <message>
        <source>Of convolutions and linear layers, for one photo and 1,000 categories</source>
        <translation>畳み込み層と線形層の合計。写真 1 枚、1,000 カテゴリの場合</translation>
    </message>
    <message>
        <source>One long lever for the compute of all three: depth × {depth}, or width × {width}, or resolution × {resolution}.</source>
        <translation>3 つすべてと同じ計算量を 1 つだけで使うなら: 深さ × {depth}、または幅 × {width}、または解像度 × {resolution}。</translation>
    </message>
    <message>
        <source>Taller is deeper: each bar is a block. Wider is wider: more channels (the head is drawn at a quarter). A larger photo is a higher resolution: each of its cells has 32 × 32 pixels. Dashed is phi 0.</source>
        <translation>高いほど深いネットワークです (横棒 1 本が 1 ブロック)。幅が広いほどチャンネルが多くなります (ヘッドは 4 分の 1 の幅で表示)。写真が大きいほど高解像度です (1 マスは 32 × 32 ピクセル)。破線は phi 0 です。</translation>
    </message>
    <message>
        <source>The network</source>
        <translation>ネットワーク</translation>
    </message>
    <message>
        <source>Three dimensions or one, at this phi</source>
        <translation>この phi で 3 つすべてを拡大した場合と 1 つだけの場合</translation>
    </message>
    <message>
        <source>What the weights and the activations take in 32-bit numbers for one photo, where most of them are needed at once. Programs and training take more.</source>
        <translation>写真 1 枚について、重みと、同時に必要になる中間の値が最も多い所で 32 ビットの数として占める量です。プログラムや学習にはこれより多く必要です。</translation>
    </message>
    <message>
        <source>alpha · beta² · gamma²</source>
        <translation>alpha · beta² · gamma²</translation>
    </message>
    <message>
        <source>close to 2, as the paper keeps it</source>
        <translation>論文のとおり、ほぼ 2</translation>
    </message>
    <message>
        <source>compute</source>
        <translation>計算量</translation>
    </message>
    <message>
        <source>depth</source>
        <translation>深さ</translation>
    </message>
    <message>
        <source>for one photo</source>
        <translation>写真 1 枚あたり</translation>
    </message>
    <message>
        <source>less than 2: each step less than doubles compute</source>
        <translation>2 より小さい: 1 段ごとの計算量は 2 倍未満</translation>
    </message>
    <message>
        <source>memory</source>
        <translation>メモリ</translation>
    </message>
    <message>
        <source>more than 2: each step more than doubles compute</source>
        <translation>2 より大きい: 1 段ごとの計算量は 2 倍超</translation>
    </message>
    <message>
        <source>multiply-adds</source>
        <translation>積和演算数</translation>
    </message>
    <message>
        <source>of phi 0; 2^phi is {power}</source>
        <translation>phi 0 比。2^phi は {power}</translation>
    </message>
    <message>
        <source>parameters</source>
        <translation>パラメーター数</translation>
    </message>
    <message>
        <source>phi makes the network deeper, wider and sharper-sighted together: depth grows by alpha, width by beta and resolution by gamma with each step, so that compute about doubles.</source>
        <translation>phi はネットワークの深さ、幅、解像度をまとめて拡大します。1 段ごとに深さは alpha 倍、幅は beta 倍、解像度は gamma 倍になり、計算量は約 2 倍になります。</translation>
    </message>
    <message>
        <source>resolution</source>
        <translation>解像度</translation>
    </message>
    <message>
        <source>up to {channels} channels</source>
        <translation>最大 {channels} チャンネル</translation>
    </message>
    <message>
        <source>weights and the largest layer, 32-bit</source>
        <translation>重みと最大の層 (32 ビット)</translation>
    </message>
    <message>
        <source>width</source>
        <translation>幅</translation>
    </message>
    <message>
        <source>{blocks} blocks</source>
        <translation>{blocks} ブロック</translation>
    </message>
    <message>
        <source>{number} MB</source>
        <translation>{number} MB</translation>
    </message>
    <message>
        <source>{raw} px, rounded {side}</source>
        <translation>{raw} px、丸めて {side}</translation>
    </message>
    <message>
        <source>× {factor}</source>
        <translation>× {factor}</translation>
    </message>
    <message>
        <source>✓ Counted on the real network: equal ({params} parameters, {madds} multiply-adds).</source>
        <translation>✓ 実際のネットワークで数えた結果と一致しました (パラメーター数 {params}、積和演算 {madds})。</translation>
    </message>
    <message>
        <source>✗ Counted on the real network: {params} parameters, {madds} multiply-adds.</source>
        <translation>✗ 実際のネットワークで数えた結果: パラメーター数 {params}、積和演算 {madds}。</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>&amp;Language:</source>
        <translation>言語(&amp;L):</translation>
    </message>
    <message>
        <source>&amp;Mirror for downloads:</source>
        <translation>ダウンロード用ミラー(&amp;M):</translation>
    </message>
    <message>
        <source>&amp;Precision:</source>
        <translation>数値精度(&amp;P):</translation>
    </message>
    <message>
        <source>&amp;Start:</source>
        <translation>起動時(&amp;S):</translation>
    </message>
    <message>
        <source>&amp;Theme:</source>
        <translation>テーマ(&amp;T):</translation>
    </message>
    <message>
        <source>A new language takes effect at the next start.</source>
        <translation>言語の変更は次回の起動時に反映されます。</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>システムに合わせる</translation>
    </message>
    <message>
        <source>Automatic: 32 bits on the CPU, 16 on a GPU</source>
        <translation>自動: CPU では 32 ビット、GPU では 16 ビット</translation>
    </message>
    <message>
        <source>Centre of the photo, cropped</source>
        <translation>写真の中央を切り抜き</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>ダーク</translation>
    </message>
    <message>
        <source>Exact: 32-bit floating point everywhere</source>
        <translation>正確: 常に 32 ビット浮動小数点</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>ライト</translation>
    </message>
    <message>
        <source>Model &amp;sees:</source>
        <translation>入力の範囲(&amp;S):</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>設定</translation>
    </message>
    <message>
        <source>The processor&apos;s own: bf16 where it has it</source>
        <translation>プロセッサに合わせる: 対応していれば bf16</translation>
    </message>
    <message>
        <source>This is no address of the form https://host/folder.</source>
        <translation>https://host/folder の形式のアドレスを入力してください。</translation>
    </message>
    <message>
        <source>Whole photo, with borders</source>
        <translation>写真全体 (余白を追加)</translation>
    </message>
    <message>
        <source>Empty</source>
        <translation>空で始める</translation>
    </message>
    <message>
        <source>With the photos and the comparisons of the last session</source>
        <translation>前回の写真と比較を残して始める</translation>
    </message>
</context>
<context>
    <name>ShowInFolder</name>
    <message>
        <source>It may have been moved, renamed or deleted.</source>
        <translation>移動、名前の変更、または削除された可能性があります。</translation>
    </message>
    <message>
        <source>Look there with a program of your own.</source>
        <translation>お使いのプログラムでその場所を開いてください。</translation>
    </message>
    <message>
        <source>{file} is not there any more.</source>
        <translation>{file} が見つかりません。</translation>
    </message>
    <message>
        <source>{folder} cannot be shown: this desktop has no file manager that answers.</source>
        <translation>{folder} を表示できません: 応答するファイル マネージャーがありません。</translation>
    </message>
</context>
<context>
    <name>SortableTable</name>
    <message>
        <source>Sort by {column}</source>
        <translation>{column}で並べ替え</translation>
    </message>
</context>
<context>
    <name>TermLabel</name>
    <message>
        <source>Enter shows what it means</source>
        <translation>Enter で意味を表示</translation>
    </message>
</context>
<context>
    <name>ThresholdsView</name>
    <message>
        <source>&amp;Own photos kept</source>
        <translation>カテゴリの写真を残す割合(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Unsure below</source>
        <translation>判断保留のしきい値(&amp;U)</translation>
    </message>
    <message>
        <source>In Classify, photos with less confidence than this show as Unsure. The shares are those of the photos that were measured on.</source>
        <translation>「分類」では、確信度がこの値より低い写真は「判断保留」と表示されます。割合は評価に使った写真でのものです。</translation>
    </message>
    <message numerus="yes">
        <source>Of %Ln photo(s) of no category, {accepted} would be given one.</source>
        <translation>
            <numerusform>どのカテゴリでもない写真 %Ln 枚のうち、{accepted} 枚にはカテゴリが付きます。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Of %Ln photo(s): {right} right, {wrong} wrong, {unsure} Unsure</source>
        <translation>
            <numerusform>%Ln 枚のうち 正解 {right}、誤り {wrong}、判断保留 {unsure}</numerusform>
        </translation>
    </message>
    <message>
        <source>Photos that are unlike all that the model has learnt show as None of these. So many of the photos that do belong to a category keep it: with fewer, more photos of something else are found out. Photos nearly like the categories are told apart less surely.</source>
        <translation>モデルが学習したどの写真とも似ていない写真は「どれでもない」と表示されます。これは、実際にカテゴリに属する写真のうちカテゴリが付いたままになる割合です。小さくすると、ほかのものの写真をより多く見つけられます。カテゴリによく似たものとの区別は、それほど確かではありません。</translation>
    </message>
    <message>
        <source>every photo is Unsure</source>
        <translation>すべての写真が判断保留になります</translation>
    </message>
    <message>
        <source>{right} right, {unsure} sent to Unsure</source>
        <translation>正解 {right}、判断保留 {unsure}</translation>
    </message>
    <message>
        <source>{text}, {novel} None of these</source>
        <translation>{text}、どれでもない {novel}</translation>
    </message>
</context>
<context>
    <name>TradeoffChart</name>
    <message>
        <source>Chart of accuracy against latency</source>
        <translation>精度と待ち時間のグラフ</translation>
    </message>
    <message>
        <source>bars: 95 % interval, p50 to p95 · band: Pareto front</source>
        <translation>線: 95 % 区間、p50～p95 · 帯: パレートフロント</translation>
    </message>
    <message>
        <source>bars: p50 to p95 · band: Pareto front</source>
        <translation>線: p50～p95 · 帯: パレートフロント</translation>
    </message>
    <message>
        <source>latency p50, ms a photo</source>
        <translation>待ち時間 p50 (ms/枚)</translation>
    </message>
    <message>
        <source>latency p50, ms a photo (logarithmic)</source>
        <translation>待ち時間 p50 (ms/枚、対数目盛)</translation>
    </message>
    <message>
        <source>no accuracy: latency only</source>
        <translation>精度なし: 待ち時間のみ</translation>
    </message>
    <message>
        <source>untrained: latency only</source>
        <translation>未学習: 待ち時間のみ</translation>
    </message>
</context>
<context>
    <name>TrainMediator</name>
    <message numerus="yes">
        <source>Decide about %Ln photo(s)</source>
        <translation>
            <numerusform>写真 %Ln 枚の判断</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Leave out %Ln photo(s)</source>
        <translation>
            <numerusform>%Ln 枚の写真を除外</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Take back %Ln correction(s)</source>
        <translation>
            <numerusform>%Ln 件の修正を取り消す</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TrainPage</name>
    <message>
        <source>Choose a folder of category folders</source>
        <translation>カテゴリのフォルダーが入ったフォルダーの選択</translation>
    </message>
    <message>
        <source>Choose a folder…</source>
        <translation>フォルダーを選択...</translation>
    </message>
    <message>
        <source>Discard a training</source>
        <translation>学習の破棄</translation>
    </message>
    <message>
        <source>Discard the unfinished training of {name}? What it has learnt so far is lost.</source>
        <translation>{name} の未完了の学習を破棄しますか? これまでの学習内容は失われます。</translation>
    </message>
    <message>
        <source>Drop the folder that holds the category folders with the photos.</source>
        <translation>写真入りのカテゴリのフォルダーをまとめたフォルダーをドロップしてください。</translation>
    </message>
    <message>
        <source>Drop the one folder that all category folders are in.</source>
        <translation>すべてのカテゴリのフォルダーが入ったフォルダーを 1 つだけドロップしてください。</translation>
    </message>
    <message>
        <source>Drop to train</source>
        <translation>ドロップすると学習します</translation>
    </message>
    <message>
        <source>For photos that are not sorted by category: alike ones come together</source>
        <translation>カテゴリ別に分けていない写真のために、似た写真どうしを集めます</translation>
    </message>
    <message>
        <source>Replace a model</source>
        <translation>モデルの置き換え</translation>
    </message>
    <message>
        <source>Shows what a model that you trained has learnt</source>
        <translation>学習済みの自分のモデルの結果を表示します</translation>
    </message>
    <message>
        <source>Sort into piles</source>
        <translation>山に分ける</translation>
    </message>
    <message>
        <source>That is a photo, not a folder.</source>
        <translation>フォルダーではなく写真です。</translation>
    </message>
    <message>
        <source>That is more than one folder.</source>
        <translation>複数のフォルダーがドロップされました。</translation>
    </message>
    <message>
        <source>The model {name} will be replaced.</source>
        <translation>モデル {name} は置き換えられます。</translation>
    </message>
    <message>
        <source>The photos are being checked.</source>
        <translation>写真を確認しています。</translation>
    </message>
    <message>
        <source>There is a broken model named {name}.</source>
        <translation>{name} という名前の壊れたモデルがあります。</translation>
    </message>
    <message>
        <source>There is a model named {name}, made from {folder}.</source>
        <translation>{folder} から作られた {name} というモデルがあります。</translation>
    </message>
    <message>
        <source>There is a model named {name}.</source>
        <translation>{name} という名前のモデルがすでにあります。</translation>
    </message>
    <message>
        <source>There is an unfinished training of {name}, begun with {folder}.</source>
        <translation>{folder} で始めた {name} の未完了の学習があります。</translation>
    </message>
    <message>
        <source>These photos could not be read.</source>
        <translation>次の写真を読み込めませんでした。</translation>
    </message>
    <message>
        <source>Type a name for the model.</source>
        <translation>モデルの名前を入力してください。</translation>
    </message>
    <message>
        <source>Your models</source>
        <translation>自分のモデル</translation>
    </message>
    <message>
        <source>measuring…</source>
        <translation>測定中...</translation>
    </message>
    <message>
        <source>{name} ({accuracy})</source>
        <translation>{name} ({accuracy})</translation>
    </message>
    <message>
        <source>{name} is the name of a published model. Choose another one.</source>
        <translation>{name} は公開モデルの名前です。別の名前にしてください。</translation>
    </message>
    <message>
        <source>{what} Replace it? To keep both, give the new model another name.</source>
        <translation>{what} 置き換えますか? 両方を残すには、新しいモデルに別の名前を付けてください。</translation>
    </message>
    <message>
        <source>{name} is the name of a pair of models. Choose another one.</source>
        <translation>{name} はモデルの組み合わせの名前です。別の名前にしてください。</translation>
    </message>
</context>
<context>
    <name>Training</name>
    <message>
        <source>95 % interval {low} to {high}</source>
        <translation>95 % 区間 {low}～{high}</translation>
    </message>
</context>
<context>
    <name>TrainingOptions</name>
    <message>
        <source>&amp;Epochs:</source>
        <translation>エポック数(&amp;E):</translation>
    </message>
    <message>
        <source>&amp;Name of the model:</source>
        <translation>モデルの名前(&amp;N):</translation>
    </message>
    <message>
        <source>&amp;Seed:</source>
        <translation>シード(&amp;S):</translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation>詳細設定</translation>
    </message>
    <message>
        <source>Another seed splits and shuffles the photos differently</source>
        <translation>シードを変えると、写真の分割と順序が変わります</translation>
    </message>
    <message>
        <source>Fits a new classifier on what the network sees already. Good for a first look.</source>
        <translation>学習済みネットワークの特徴を使い、分類器だけを新しく学習します。まず試すのに最適です。</translation>
    </message>
    <message>
        <source>Goes on with the network&apos;s upper layers. The most accuracy for the time.</source>
        <translation>さらにネットワークの上位層も学習します。時間の割に高い精度が得られます。</translation>
    </message>
    <message>
        <source>How often the deeper layers see every photo; Quick needs none</source>
        <translation>深い層がすべての写真を見る回数です。クイックでは使いません</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>学習を開始</translation>
    </message>
    <message>
        <source>Trains more layers for longer. For the last few percent.</source>
        <translation>より多くの層を長く学習します。最後の数 % のために。</translation>
    </message>
    <message>
        <source>about {time}</source>
        <translation>約 {time}</translation>
    </message>
    <message>
        <source>as the preset</source>
        <translation>プリセットどおり</translation>
    </message>
</context>
<context>
    <name>TrainingProgress</name>
    <message numerus="yes">
        <source>%Ln photo(s) known from before</source>
        <translation>
            <numerusform>計算済みの写真 %Ln 枚</numerusform>
        </translation>
    </message>
    <message>
        <source>Back to the folder</source>
        <translation>フォルダーに戻る</translation>
    </message>
    <message>
        <source>Begins when the new classifier is fitted</source>
        <translation>新しい分類器の学習後に表示します</translation>
    </message>
    <message>
        <source>Begins with the first epoch</source>
        <translation>最初のエポックから表示します</translation>
    </message>
    <message>
        <source>Ends the training; the best so far is kept</source>
        <translation>学習を停止します。これまでの最良の結果は保存されます</translation>
    </message>
    <message>
        <source>Finishing {name}</source>
        <translation>{name} を仕上げています</translation>
    </message>
    <message>
        <source>How often the deeper layers have seen every photo</source>
        <translation>深い層がすべての写真を見た回数</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>損失</translation>
    </message>
    <message>
        <source>Makes a model of the best that was reached</source>
        <translation>これまでの最良の結果からモデルを作ります</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>再開</translation>
    </message>
    <message>
        <source>Share of right answers on photos that it does not learn from</source>
        <translation>学習に使わない写真での正解の割合</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>開始しています</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stopped after epoch {epoch} of {epochs}. The best so far is kept.</source>
        <translation>全 {epochs} エポックのうち {epoch} エポックで停止しました。これまでの最良の結果は保存されています。</translation>
    </message>
    <message>
        <source>Stopped before anything was learnt.</source>
        <translation>何も学習しないうちに停止しました。</translation>
    </message>
    <message>
        <source>Stopped. What was learnt so far is kept.</source>
        <translation>停止しました。これまでの学習内容は保存されています。</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>停止しています...</translation>
    </message>
    <message>
        <source>Training {name}</source>
        <translation>{name} を学習中</translation>
    </message>
    <message>
        <source>Use the best so far</source>
        <translation>これまでの最良を使う</translation>
    </message>
    <message>
        <source>Validation accuracy</source>
        <translation>検証精度</translation>
    </message>
    <message>
        <source>a moment</source>
        <translation>まもなく終了</translation>
    </message>
    <message>
        <source>about {time}</source>
        <translation>約 {time}</translation>
    </message>
    <message>
        <source>accuracy</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>at least {time}</source>
        <translation>少なくとも {time}</translation>
    </message>
    <message>
        <source>best accuracy so far</source>
        <translation>これまでの最高精度</translation>
    </message>
    <message>
        <source>epoch</source>
        <translation>エポック</translation>
    </message>
    <message>
        <source>longer than expected</source>
        <translation>予想より長くかかっています</translation>
    </message>
    <message>
        <source>ran for {time}</source>
        <translation>{time} 実行</translation>
    </message>
    <message>
        <source>running for {time}</source>
        <translation>経過 {time}</translation>
    </message>
    <message>
        <source>speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>the best one is kept</source>
        <translation>最良のものを保存</translation>
    </message>
    <message>
        <source>time left</source>
        <translation>残り時間</translation>
    </message>
    <message>
        <source>training</source>
        <translation>学習</translation>
    </message>
    <message>
        <source>validation</source>
        <translation>検証</translation>
    </message>
    <message>
        <source>{epoch} of {epochs}</source>
        <translation>{epoch} / {epochs}</translation>
    </message>
    <message>
        <source>{name}: stopped</source>
        <translation>{name}: 停止しました</translation>
    </message>
    <message>
        <source>{number} photos/s</source>
        <translation>{number} 枚/秒</translation>
    </message>
    <message>
        <source>{preset} · from {model} · {folder}</source>
        <translation>{preset} · 元のモデル {model} · {folder}</translation>
    </message>
    <message>
        <source>{progress} · {time} left</source>
        <translation>{progress} · 残り {time}</translation>
    </message>
</context>
<context>
    <name>Wording</name>
    <message>
        <source>Lite</source>
        <translation>Lite</translation>
    </message>
    <message>
        <source>None of these</source>
        <translation>どれでもない</translation>
    </message>
    <message>
        <source>Standard</source>
        <translation>標準</translation>
    </message>
    <message>
        <source>not measured</source>
        <translation>未測定</translation>
    </message>
    <message>
        <source>{billions} G</source>
        <translation>{billions} G</translation>
    </message>
    <message>
        <source>{category}?</source>
        <translation>{category}?</translation>
    </message>
    <message>
        <source>{group} {percent} ({categories})</source>
        <translation>{group} {percent}（{categories}）</translation>
    </message>
    <message>
        <source>{hours} h {minutes} min</source>
        <translation>{hours} 時間 {minutes} 分</translation>
    </message>
    <message>
        <source>{millions} M</source>
        <translation>{millions} M</translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation>{minutes} 分</translation>
    </message>
    <message>
        <source>{name}: {value}</source>
        <translation>{name}: {value}</translation>
    </message>
    <message>
        <source>{number} %</source>
        <translation>{number} %</translation>
    </message>
    <message>
        <source>{percent} of the weights are inherited from {model}.</source>
        <translation>重みの {percent} を {model} から引き継ぎました。</translation>
    </message>
    <message>
        <source>{percent} of the weights are inherited from {model}; at first it computes the same.</source>
        <translation>重みの {percent} を {model} から引き継ぎました。最初は同じ計算結果になります。</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} 秒</translation>
    </message>
    <message>
        <source>{step}: {done}</source>
        <translation>{step}: {done}</translation>
    </message>
    <message>
        <source>{step}: {done} of {total}</source>
        <translation>{step}: {done} / {total}</translation>
    </message>
    <message>
        <source>{first} then {second}, below {confidence} %</source>
        <translation>{first} → {second} ({confidence} % 未満)</translation>
    </message>
    <message>
        <source>{number} ms</source>
        <translation>{number} ms</translation>
    </message>
</context>
<context>
    <name>_CascadeChart</name>
    <message>
        <source>Chart of what each threshold gives</source>
        <translation>しきい値ごとの結果のグラフ</translation>
    </message>
    <message>
        <source>mean latency, ms a photo</source>
        <translation>平均の待ち時間 (ms/枚)</translation>
    </message>
</context>
<context>
    <name>_CategoryModel</name>
    <message numerus="yes">
        <source>%Ln photo(s)</source>
        <translation>
            <numerusform>%Ln 枚</numerusform>
        </translation>
    </message>
    <message>
        <source>{category}: {photos}</source>
        <translation>{category}: {photos}</translation>
    </message>
    <message>
        <source>{train} to learn, {val} to measure</source>
        <translation>学習 {train}、検証 {val}</translation>
    </message>
</context>
<context>
    <name>_ComparisonModel</name>
    <message>
        <source>Accuracy</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>Decode, ms</source>
        <translation>デコード (ms)</translation>
    </message>
    <message>
        <source>From file to answer, one photo at a time: p50 / p95</source>
        <translation>1 枚ずつ処理したときの、ファイルの読み込みから答えが出るまで: p50 / p95</translation>
    </message>
    <message>
        <source>Inference, ms</source>
        <translation>推論 (ms)</translation>
    </message>
    <message>
        <source>Latency, ms</source>
        <translation>待ち時間 (ms)</translation>
    </message>
    <message>
        <source>Memory, MB</source>
        <translation>メモリ (MB)</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>モデル</translation>
    </message>
    <message>
        <source>Multiply-adds</source>
        <translation>積和演算数</translation>
    </message>
    <message>
        <source>Numbers that the network has learnt</source>
        <translation>ネットワークが学習した数値の個数</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>パラメーター数</translation>
    </message>
    <message>
        <source>Photos/s</source>
        <translation>枚/秒</translation>
    </message>
    <message>
        <source>Preprocess, ms</source>
        <translation>前処理 (ms)</translation>
    </message>
    <message>
        <source>Reading the file: p50 / p95</source>
        <translation>ファイルの読み込み: p50 / p95</translation>
    </message>
    <message>
        <source>Resizing to what the network sees: p50 / p95</source>
        <translation>ネットワークに渡す大きさへの縮小: p50 / p95</translation>
    </message>
    <message>
        <source>Resolution</source>
        <translation>解像度</translation>
    </message>
    <message>
        <source>Share of photos that it answers like {model}</source>
        <translation>{model} と答えが同じ写真の割合</translation>
    </message>
    <message>
        <source>Share of right answers, with its 95 % interval</source>
        <translation>正解の割合とその 95 % 区間</translation>
    </message>
    <message>
        <source>Side of the picture that the network sees</source>
        <translation>ネットワークに渡す画像の 1 辺</translation>
    </message>
    <message>
        <source>The most memory that a process of its own took to load it and answer one photo (10^6 bytes)</source>
        <translation>専用のプロセスで読み込んで写真 1 枚に答えるまでに使った最大のメモリ (10^6 バイト単位)</translation>
    </message>
    <message>
        <source>The network: p50 / p95</source>
        <translation>ネットワークの計算: p50 / p95</translation>
    </message>
    <message>
        <source>The step of compound scaling</source>
        <translation>複合スケーリングの段階</translation>
    </message>
    <message>
        <source>Throughput where photos are decoded ahead, as in Classify</source>
        <translation>[分類] と同じく、写真を先読みしたときの処理枚数</translation>
    </message>
    <message>
        <source>What the network computes for one photo</source>
        <translation>写真 1 枚に対するネットワークの計算量</translation>
    </message>
    <message>
        <source>phi</source>
        <translation>phi</translation>
    </message>
    <message>
        <source>untrained</source>
        <translation>未学習</translation>
    </message>
    <message>
        <source>{accuracy} ({range})</source>
        <translation>{accuracy} ({range})</translation>
    </message>
    <message>
        <source>{billions} G</source>
        <translation>{billions} G</translation>
    </message>
    <message>
        <source>{pixels} px</source>
        <translation>{pixels} px</translation>
    </message>
    <message>
        <source>–</source>
        <translation>–</translation>
    </message>
</context>
<context>
    <name>_Details</name>
    <message>
        <source>Milliseconds for this photo; inference is its share of a batch</source>
        <translation>この写真にかかったミリ秒です。推論はバッチの時間を 1 枚あたりに割った値です</translation>
    </message>
    <message>
        <source>Truth: {category}</source>
        <translation>正解: {category}</translation>
    </message>
    <message>
        <source>You said: not {category}</source>
        <translation>あなたの判定: {category} ではない</translation>
    </message>
    <message>
        <source>You said: {category}</source>
        <translation>あなたの判定: {category}</translation>
    </message>
    <message>
        <source>decode {decode} · preprocess {preprocess} · inference {inference} ms</source>
        <translation>デコード {decode} · 前処理 {preprocess} · 推論 {inference} ms</translation>
    </message>
    <message>
        <source>{width} × {height}</source>
        <translation>{width} × {height}</translation>
    </message>
</context>
<context>
    <name>_EmptyState</name>
    <message>
        <source>Drop photos or folders anywhere</source>
        <translation>写真やフォルダーをここにドロップ</translation>
    </message>
    <message>
        <source>It holds a folder for each category, named like it. Some 20 photos of each are a good start, more are better. Photos that are not sorted yet come into piles of alike ones. They never leave this computer.</source>
        <translation>カテゴリごとに、その名前のフォルダーを入れておきます。まずは 1 カテゴリ 20 枚ほどで十分で、多いほどよくなります。まだ分けていない写真は、似たものどうしの山に分かれます。写真がこのコンピューターの外に出ることはありません。</translation>
    </message>
    <message>
        <source>Open a folder…</source>
        <translation>フォルダーを開く...</translation>
    </message>
    <message>
        <source>Open photos…</source>
        <translation>写真を開く...</translation>
    </message>
    <message>
        <source>You can also paste them, or open them here. Photos never leave this computer.</source>
        <translation>貼り付けるか、下のボタンから開くこともできます。写真がこのコンピューターの外に出ることはありません。</translation>
    </message>
    <message>
        <source>Choose a folder…</source>
        <translation>フォルダーを選択...</translation>
    </message>
    <message>
        <source>Drop a folder of photos here</source>
        <translation>写真のフォルダーをここにドロップ</translation>
    </message>
    <message>
        <source>IMG_0123.jpg, …</source>
        <translation>IMG_0123.jpg、...</translation>
    </message>
    <message>
        <source>cats</source>
        <translation>ネコ</translation>
    </message>
    <message>
        <source>dogs</source>
        <translation>イヌ</translation>
    </message>
    <message>
        <source>mia.jpg, on the sofa.png, …</source>
        <translation>ミア.jpg、ソファの上.png、...</translation>
    </message>
    <message>
        <source>pets</source>
        <translation>ペット</translation>
    </message>
    <message>
        <source>rabbits</source>
        <translation>ウサギ</translation>
    </message>
    <message>
        <source>rex.jpg, at the lake.heic, …</source>
        <translation>レックス.jpg、湖で.heic、...</translation>
    </message>
</context>
<context>
    <name>_ErrorView</name>
    <message>
        <source>Back to the folder</source>
        <translation>フォルダーに戻る</translation>
    </message>
    <message>
        <source>Download the model</source>
        <translation>モデルをダウンロード</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>再試行</translation>
    </message>
</context>
<context>
    <name>_FolderOrNot</name>
    <message>
        <source>Into a folder called</source>
        <translation>次の名前のフォルダーへ</translation>
    </message>
    <message>
        <source>Leave them where they are</source>
        <translation>元の場所に残す</translation>
    </message>
</context>
<context>
    <name>_InterruptedBar</name>
    <message>
        <source>Discard…</source>
        <translation>破棄...</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>再開</translation>
    </message>
    <message>
        <source>The training of {name} was interrupted after epoch {epoch} of {epochs}.</source>
        <translation>{name} の学習は、全 {epochs} エポックのうち {epoch} エポックで中断されました。</translation>
    </message>
    <message>
        <source>The training of {name} was interrupted before the first epoch ended.</source>
        <translation>{name} の学習は、最初のエポックが終わる前に中断されました。</translation>
    </message>
    <message>
        <source>Use the best so far</source>
        <translation>これまでの最良を使う</translation>
    </message>
</context>
<context>
    <name>_Model</name>
    <message>
        <source>Category</source>
        <translation>カテゴリ</translation>
    </message>
    <message>
        <source>F1</source>
        <translation>F1</translation>
    </message>
    <message>
        <source>Gain</source>
        <translation>効果</translation>
    </message>
    <message>
        <source>How many more of all answers would probably be right with more photos of this category</source>
        <translation>このカテゴリの写真を増やすと、全体の正解がおよそどれだけ増えるか</translation>
    </message>
    <message>
        <source>How many of the photos that belong here the model puts here</source>
        <translation>本当にこのカテゴリの写真のうち、モデルが正しく答えたものの割合</translation>
    </message>
    <message>
        <source>How many of the photos that the model puts here belong here</source>
        <translation>モデルがこのカテゴリと答えた写真のうち、本当にこのカテゴリのものの割合</translation>
    </message>
    <message>
        <source>Photos</source>
        <translation>写真数</translation>
    </message>
    <message>
        <source>Photos of this category that were learnt from</source>
        <translation>学習に使ったこのカテゴリの写真</translation>
    </message>
    <message>
        <source>Photos of this category that were measured on</source>
        <translation>検証に使った、このカテゴリの写真の枚数</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>適合率</translation>
    </message>
    <message>
        <source>Recall</source>
        <translation>再現率</translation>
    </message>
    <message>
        <source>The harmonic mean of precision and recall</source>
        <translation>適合率と再現率の調和平均</translation>
    </message>
    <message numerus="yes">
        <source>With %Ln more photo(s): {low} to {high}</source>
        <translation>
            <numerusform>あと %Ln 枚で {low}～{high}</numerusform>
        </translation>
    </message>
    <message>
        <source>–</source>
        <translation>–</translation>
    </message>
</context>
<context>
    <name>_ModelList</name>
    <message>
        <source>Family</source>
        <translation>ファミリー</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>モデル</translation>
    </message>
    <message>
        <source>Models to compare</source>
        <translation>比較するモデル</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>パラメーター数</translation>
    </message>
    <message>
        <source>Resolution</source>
        <translation>解像度</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状態</translation>
    </message>
    <message>
        <source>comes with the app</source>
        <translation>アプリに付属</translation>
    </message>
    <message>
        <source>installed</source>
        <translation>インストール済み</translation>
    </message>
    <message>
        <source>not installed: latency only, untrained</source>
        <translation>未インストール: 未学習で待ち時間のみ</translation>
    </message>
    <message>
        <source>phi</source>
        <translation>phi</translation>
    </message>
    <message>
        <source>trained here, {accuracy}</source>
        <translation>ここで学習、{accuracy}</translation>
    </message>
    <message>
        <source>{pixels} px</source>
        <translation>{pixels} px</translation>
    </message>
</context>
<context>
    <name>_ModelTable</name>
    <message>
        <source>Accuracy</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>Broken</source>
        <translation>破損</translation>
    </message>
    <message>
        <source>Comes with the app</source>
        <translation>アプリに付属</translation>
    </message>
    <message>
        <source>Downloading</source>
        <translation>ダウンロード中</translation>
    </message>
    <message>
        <source>Family</source>
        <translation>ファミリー</translation>
    </message>
    <message>
        <source>Installed</source>
        <translation>インストール済み</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>モデル</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>モデル</translation>
    </message>
    <message>
        <source>Not installed</source>
        <translation>未インストール</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>パラメーター数</translation>
    </message>
    <message>
        <source>Resolution</source>
        <translation>解像度</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>サイズ</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状態</translation>
    </message>
    <message>
        <source>Trained here</source>
        <translation>ここで学習</translation>
    </message>
    <message>
        <source>phi</source>
        <translation>phi</translation>
    </message>
    <message>
        <source>{pixels} px</source>
        <translation>{pixels} px</translation>
    </message>
    <message>
        <source>Cascade</source>
        <translation>カスケード</translation>
    </message>
    <message>
        <source>–</source>
        <translation>–</translation>
    </message>
</context>
<context>
    <name>_PairModel</name>
    <message>
        <source>{probability} {category}</source>
        <translation>{probability} {category}</translation>
    </message>
</context>
<context>
    <name>_PhotosRow</name>
    <message numerus="yes">
        <source>%Ln photo(s)</source>
        <translation>
            <numerusform>%Ln 枚</numerusform>
        </translation>
    </message>
    <message>
        <source>A folder for each category gives accuracy</source>
        <translation>カテゴリごとのフォルダーがあれば精度がわかります</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>すべてのファイル (*)</translation>
    </message>
    <message>
        <source>Choose a folder of photos</source>
        <translation>写真のフォルダーの選択</translation>
    </message>
    <message>
        <source>Choose a folder…</source>
        <translation>フォルダーを選択...</translation>
    </message>
    <message>
        <source>Choose photos</source>
        <translation>写真の選択</translation>
    </message>
    <message>
        <source>Choose photos…</source>
        <translation>写真を選択...</translation>
    </message>
    <message>
        <source>Drop a folder or photos here</source>
        <translation>ここにフォルダーまたは写真をドロップ</translation>
    </message>
    <message>
        <source>Looking for photos: {count}</source>
        <translation>写真を探しています: {count}</translation>
    </message>
    <message>
        <source>Photos ({suffixes})</source>
        <translation>写真 ({suffixes})</translation>
    </message>
    <message numerus="yes">
        <source>{name} and %Ln more</source>
        <translation>
            <numerusform>{name} ほか %Ln 件</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>_ProblemList</name>
    <message>
        <source>Show {count}…</source>
        <translation>{count} 件を表示...</translation>
    </message>
</context>
<context>
    <name>_Table</name>
    <message>
        <source>What more photos of each category would bring</source>
        <translation>カテゴリごとに写真を増やしたときの効果</translation>
    </message>
</context>
<context>
    <name>_Tree</name>
    <message>
        <source>All</source>
        <translation>すべて</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>答え</translation>
    </message>
    <message>
        <source>Changed answers</source>
        <translation>変わった答え</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失敗</translation>
    </message>
    <message>
        <source>Needs a look</source>
        <translation>要確認</translation>
    </message>
    <message>
        <source>None of these</source>
        <translation>どれでもない</translation>
    </message>
    <message>
        <source>Photos of which the model before said something else</source>
        <translation>前のモデルと答えが異なる写真</translation>
    </message>
    <message>
        <source>Photos that are unlike all that the model has learnt</source>
        <translation>モデルが学習したどのカテゴリとも似ていない写真</translation>
    </message>
    <message>
        <source>Photos that cannot be read</source>
        <translation>読み取れない写真</translation>
    </message>
    <message>
        <source>Unsure answers, answers of a pair&apos;s second model, and answers that you marked as wrong</source>
        <translation>自信のない答え、組み合わせの 2 つ目のモデルの答え、間違いの印を付けた答え</translation>
    </message>
</context>
<context>
    <name>_UnexpectedBox</name>
    <message>
        <source>Something unexpected went wrong: {reason}</source>
        <translation>予期しない問題が発生しました: {reason}</translation>
    </message>
    <message>
        <source>The app goes on. The details are in the log, too.</source>
        <translation>アプリはそのまま使えます。詳細はログにも記録されています。</translation>
    </message>
</context>
</TS>
