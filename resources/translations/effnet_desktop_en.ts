<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>ClassifyPage</name>
    <message numerus="yes">
        <source>%n selected</source>
        <translation>
            <numerusform>%n selected</numerusform>
            <numerusform>%n selected</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Remove %n photo(s) from the list</source>
        <translation>
            <numerusform>Remove %n photo from the list</numerusform>
            <numerusform>Remove %n photos from the list</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ComparisonView</name>
    <message numerus="yes">
        <source>%Ln model(s) compared</source>
        <translation>
            <numerusform>%Ln model compared</numerusform>
            <numerusform>%Ln models compared</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s)</source>
        <translation>
            <numerusform>%Ln photo</numerusform>
            <numerusform>%Ln photos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) could not be read and were skipped</source>
        <translation>
            <numerusform>%Ln photo could not be read and was skipped</numerusform>
            <numerusform>%Ln photos could not be read and were skipped</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) lie in folders that are not named like a category and count for times only.</source>
        <translation>
            <numerusform>%Ln photo lies in a folder that is not named like a category and counts for times only.</numerusform>
            <numerusform>%Ln photos lie in folders that are not named like a category and count for times only.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Comparing %Ln model(s)</source>
        <translation>
            <numerusform>Comparing %Ln model</numerusform>
            <numerusform>Comparing %Ln models</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Stopped after %Ln photo(s): compare anew for the rest.</source>
        <translation>
            <numerusform>Stopped after %Ln photo: compare anew for the rest.</numerusform>
            <numerusform>Stopped after %Ln photos: compare anew for the rest.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DatasetView</name>
    <message numerus="yes">
        <source>%Ln category(ies)</source>
        <translation>
            <numerusform>%Ln category</numerusform>
            <numerusform>%Ln categories</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s)</source>
        <translation>
            <numerusform>%Ln photo</numerusform>
            <numerusform>%Ln photos</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>EarlierComparisons</name>
    <message numerus="yes">
        <source>%Ln photo(s)</source>
        <translation>
            <numerusform>%Ln photo</numerusform>
            <numerusform>%Ln photos</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FilingDialog</name>
    <message numerus="yes">
        <source>All that the list shows: %n photo(s)</source>
        <translation>
            <numerusform>All that the list shows: %n photo</numerusform>
            <numerusform>All that the list shows: %n photos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Copy %n photo(s)</source>
        <translation>
            <numerusform>Copy %n photo</numerusform>
            <numerusform>Copy %n photos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Link %n photo(s)</source>
        <translation>
            <numerusform>Link %n photo</numerusform>
            <numerusform>Link %n photos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Move %n photo(s)</source>
        <translation>
            <numerusform>Move %n photo</numerusform>
            <numerusform>Move %n photos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The selected ones: %n photo(s)</source>
        <translation>
            <numerusform>The selected one: %n photo</numerusform>
            <numerusform>The selected ones: %n photos</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FilingMediator</name>
    <message numerus="yes">
        <source>%n file(s) are as they were before.</source>
        <translation>
            <numerusform>%n file is as it was before.</numerusform>
            <numerusform>%n files are as they were before.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) are filed.</source>
        <translation>
            <numerusform>%n file is filed.</numerusform>
            <numerusform>%n files are filed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) could not be filed.</source>
        <translation>
            <numerusform>%n file could not be filed.</numerusform>
            <numerusform>%n files could not be filed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) were left as they are.</source>
        <translation>
            <numerusform>%n file was left as it is.</numerusform>
            <numerusform>%n files were left as they are.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LatencyStrip</name>
    <message numerus="yes">
        <source>Milliseconds from file to answer, over the last %n photo(s)</source>
        <translation>
            <numerusform>Milliseconds from file to answer, over the last %n photo</numerusform>
            <numerusform>Milliseconds from file to answer, over the last %n photos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n photo(s)</source>
        <translation>
            <numerusform>%n photo</numerusform>
            <numerusform>%n photos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n failed</source>
        <translation>
            <numerusform>%n failed</numerusform>
            <numerusform>%n failed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{before} {before_ms}, {now} {now_ms} · {changed} of %n answer(s) changed</source>
        <translation>
            <numerusform>{before} {before_ms}, {now} {now_ms} · {changed} of %n answer changed</numerusform>
            <numerusform>{before} {before_ms}, {now} {now_ms} · {changed} of %n answers changed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Messages</name>
    <message numerus="yes">
        <source>%n file(s) are in {folder} now.</source>
        <translation>
            <numerusform>%n file is in {folder} now.</numerusform>
            <numerusform>%n files are in {folder} now.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n folder(s) could not be opened: {folders}.</source>
        <translation>
            <numerusform>%n folder could not be opened: {folders}.</numerusform>
            <numerusform>%n folders could not be opened: {folders}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n photo(s) joined the training set as {category}.</source>
        <translation>
            <numerusform>%n photo joined the training set as {category}.</numerusform>
            <numerusform>%n photos joined the training set as {category}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n photo(s) stood in the list already.</source>
        <translation>
            <numerusform>%n photo stood in the list already.</numerusform>
            <numerusform>%n photos stood in the list already.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n result(s) saved to {file}.</source>
        <translation>
            <numerusform>%n result saved to {file}.</numerusform>
            <numerusform>%n results saved to {file}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Keywords are written into %n file(s).</source>
        <translation>
            <numerusform>Keywords are written into %n file.</numerusform>
            <numerusform>Keywords are written into %n files.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Stopped. %n photo(s) not classified yet.</source>
        <translation>
            <numerusform>Stopped. %n photo not classified yet.</numerusform>
            <numerusform>Stopped. %n photos not classified yet.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PlanView</name>
    <message numerus="yes">
        <source>%n file(s) have their keywords already.</source>
        <translation>
            <numerusform>%n file has its keywords already.</numerusform>
            <numerusform>%n files have their keywords already.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) lack keywords.</source>
        <translation>
            <numerusform>%n file lacks keywords.</numerusform>
            <numerusform>%n files lack keywords.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) that belong to them</source>
        <translation>
            <numerusform>%n file that belongs to them</numerusform>
            <numerusform>%n files that belong to them</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n photo(s)</source>
        <translation>
            <numerusform>%n photo</numerusform>
            <numerusform>%n photos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n photo(s) are there already.</source>
        <translation>
            <numerusform>%n photo is there already.</numerusform>
            <numerusform>%n photos are there already.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n photo(s) get another name.</source>
        <translation>
            <numerusform>%n photo gets another name.</numerusform>
            <numerusform>%n photos get another name.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n photo(s) get none: the model is not sure enough.</source>
        <translation>
            <numerusform>%n photo gets none: the model is not sure enough.</numerusform>
            <numerusform>%n photos get none: the model is not sure enough.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n photo(s) lie in their folder already.</source>
        <translation>
            <numerusform>%n photo lies in its folder already.</numerusform>
            <numerusform>%n photos lie in their folder already.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n photo(s) stay where they are.</source>
        <translation>
            <numerusform>%n photo stays where it is.</numerusform>
            <numerusform>%n photos stay where they are.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n photo(s) stay: their names are taken.</source>
        <translation>
            <numerusform>%n photo stays: its name is taken.</numerusform>
            <numerusform>%n photos stay: their names are taken.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ReportView</name>
    <message numerus="yes">
        <source>%Ln correction(s) that the model has not learnt yet</source>
        <translation>
            <numerusform>%Ln correction that the model has not learnt yet</numerusform>
            <numerusform>%Ln corrections that the model has not learnt yet</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s)</source>
        <translation>
            <numerusform>%Ln photo</numerusform>
            <numerusform>%Ln photos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) could not be read and were skipped</source>
        <translation>
            <numerusform>%Ln photo could not be read and was skipped</numerusform>
            <numerusform>%Ln photos could not be read and were skipped</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ReviewView</name>
    <message numerus="yes">
        <source>Right so far: {share} ({low} to {high}) of %n photo(s) that you judged</source>
        <translation>
            <numerusform>Right so far: {share} ({low} to {high}) of %n photo that you judged</numerusform>
            <numerusform>Right so far: {share} ({low} to {high}) of %n photos that you judged</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TrainMediator</name>
    <message numerus="yes">
        <source>Leave out %n photo(s)</source>
        <translation>
            <numerusform>Leave out %n photo</numerusform>
            <numerusform>Leave out %n photos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Move %n label(s)</source>
        <translation>
            <numerusform>Move %n label</numerusform>
            <numerusform>Move %n labels</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Take back %n correction(s)</source>
        <translation>
            <numerusform>Take back %n correction</numerusform>
            <numerusform>Take back %n corrections</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TrainingProgress</name>
    <message numerus="yes">
        <source>%Ln photo(s) known from before</source>
        <translation>
            <numerusform>%Ln photo known from before</numerusform>
            <numerusform>%Ln photos known from before</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>_CategoryModel</name>
    <message numerus="yes">
        <source>%Ln photo(s)</source>
        <translation>
            <numerusform>%Ln photo</numerusform>
            <numerusform>%Ln photos</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>_PhotosRow</name>
    <message numerus="yes">
        <source>%Ln photo(s)</source>
        <translation>
            <numerusform>%Ln photo</numerusform>
            <numerusform>%Ln photos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{name} and %Ln more</source>
        <translation>
            <numerusform>{name} and %Ln more</numerusform>
            <numerusform>{name} and %Ln more</numerusform>
        </translation>
    </message>
</context>
</TS>
