<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>ClassifyPage</name>
    <message numerus="yes">
        <source>%Ln selected</source>
        <translation>
            <numerusform>%Ln selected</numerusform>
            <numerusform>%Ln selected</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Remove %Ln photo(s) from the list</source>
        <translation>
            <numerusform>Remove %Ln photo from the list</numerusform>
            <numerusform>Remove %Ln photos from the list</numerusform>
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
        <source>All that the list shows: %Ln photo(s)</source>
        <translation>
            <numerusform>All that the list shows: %Ln photo</numerusform>
            <numerusform>All that the list shows: %Ln photos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Copy %Ln photo(s)</source>
        <translation>
            <numerusform>Copy %Ln photo</numerusform>
            <numerusform>Copy %Ln photos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Link %Ln photo(s)</source>
        <translation>
            <numerusform>Link %Ln photo</numerusform>
            <numerusform>Link %Ln photos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Move %Ln photo(s)</source>
        <translation>
            <numerusform>Move %Ln photo</numerusform>
            <numerusform>Move %Ln photos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The selected ones: %Ln photo(s)</source>
        <translation>
            <numerusform>The selected one: %Ln photo</numerusform>
            <numerusform>The selected ones: %Ln photos</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FilingMediator</name>
    <message numerus="yes">
        <source>%Ln file(s) are as they were before.</source>
        <translation>
            <numerusform>%Ln file is as it was before.</numerusform>
            <numerusform>%Ln files are as they were before.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) are filed.</source>
        <translation>
            <numerusform>%Ln file is filed.</numerusform>
            <numerusform>%Ln files are filed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) could not be filed.</source>
        <translation>
            <numerusform>%Ln file could not be filed.</numerusform>
            <numerusform>%Ln files could not be filed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) were left as they are.</source>
        <translation>
            <numerusform>%Ln file was left as it is.</numerusform>
            <numerusform>%Ln files were left as they are.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FolderOptions</name>
    <message numerus="yes">
        <source>&amp;None of these, %Ln photo(s):</source>
        <translation>
            <numerusform>&amp;None of these, %Ln photo:</numerusform>
            <numerusform>&amp;None of these, %Ln photos:</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LatencyStrip</name>
    <message numerus="yes">
        <source>Milliseconds from file to answer, over the last %Ln photo(s)</source>
        <translation>
            <numerusform>Milliseconds from file to answer, over the last %Ln photo</numerusform>
            <numerusform>Milliseconds from file to answer, over the last %Ln photos</numerusform>
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
        <source>%Ln failed</source>
        <translation>
            <numerusform>%Ln failed</numerusform>
            <numerusform>%Ln failed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{before} {before_ms}, {now} {now_ms} · {changed} of %Ln answer(s) changed</source>
        <translation>
            <numerusform>{before} {before_ms}, {now} {now_ms} · {changed} of %Ln answer changed</numerusform>
            <numerusform>{before} {before_ms}, {now} {now_ms} · {changed} of %Ln answers changed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Messages</name>
    <message numerus="yes">
        <source>%Ln file(s) are in {folder} now.</source>
        <translation>
            <numerusform>%Ln file is in {folder} now.</numerusform>
            <numerusform>%Ln files are in {folder} now.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln folder(s) could not be opened: {folders}.</source>
        <translation>
            <numerusform>%Ln folder could not be opened: {folders}.</numerusform>
            <numerusform>%Ln folders could not be opened: {folders}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) joined the training set as {category}.</source>
        <translation>
            <numerusform>%Ln photo joined the training set as {category}.</numerusform>
            <numerusform>%Ln photos joined the training set as {category}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) stood in the list already.</source>
        <translation>
            <numerusform>%Ln photo stood in the list already.</numerusform>
            <numerusform>%Ln photos stood in the list already.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln result(s) saved to {file}.</source>
        <translation>
            <numerusform>%Ln result saved to {file}.</numerusform>
            <numerusform>%Ln results saved to {file}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Keywords are written into %Ln file(s).</source>
        <translation>
            <numerusform>Keywords are written into %Ln file.</numerusform>
            <numerusform>Keywords are written into %Ln files.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Stopped. %Ln photo(s) not classified yet.</source>
        <translation>
            <numerusform>Stopped. %Ln photo not classified yet.</numerusform>
            <numerusform>Stopped. %Ln photos not classified yet.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MorePhotosView</name>
    <message numerus="yes">
        <source>%Ln more photo(s) of {category} would help most: about {gain} more right answers ({low} to {high}).</source>
        <translation>
            <numerusform>%Ln more photo of {category} would help most: about {gain} more right answers ({low} to {high}).</numerusform>
            <numerusform>%Ln more photos of {category} would help most: about {gain} more right answers ({low} to {high}).</numerusform>
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
    <name>PileModel</name>
    <message numerus="yes">
        <source>%Ln photo(s)</source>
        <translation>
            <numerusform>%Ln photo</numerusform>
            <numerusform>%Ln photos</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PilesView</name>
    <message numerus="yes">
        <source>%Ln left out</source>
        <translation>
            <numerusform>%Ln left out</numerusform>
            <numerusform>%Ln left out</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln pile(s)</source>
        <translation>
            <numerusform>%Ln pile</numerusform>
            <numerusform>%Ln piles</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Named {named} of %Ln pile(s), {with_name} of {photos} photos</source>
        <translation>
            <numerusform>Named {named} of %Ln pile, {with_name} of {photos} photos</numerusform>
            <numerusform>Named {named} of %Ln piles, {with_name} of {photos} photos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{folder}: %Ln photo(s)</source>
        <translation>
            <numerusform>{folder}: %Ln photo</numerusform>
            <numerusform>{folder}: %Ln photos</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PlanView</name>
    <message numerus="yes">
        <source>%Ln file(s) have their keywords already.</source>
        <translation>
            <numerusform>%Ln file has its keywords already.</numerusform>
            <numerusform>%Ln files have their keywords already.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) lack keywords.</source>
        <translation>
            <numerusform>%Ln file lacks keywords.</numerusform>
            <numerusform>%Ln files lack keywords.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) that belong to them</source>
        <translation>
            <numerusform>%Ln file that belongs to them</numerusform>
            <numerusform>%Ln files that belong to them</numerusform>
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
        <source>%Ln photo(s) are there already.</source>
        <translation>
            <numerusform>%Ln photo is there already.</numerusform>
            <numerusform>%Ln photos are there already.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) get another name.</source>
        <translation>
            <numerusform>%Ln photo gets another name.</numerusform>
            <numerusform>%Ln photos get another name.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) get none: the model is not sure enough.</source>
        <translation>
            <numerusform>%Ln photo gets none: the model is not sure enough.</numerusform>
            <numerusform>%Ln photos get none: the model is not sure enough.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) lie in their folder already.</source>
        <translation>
            <numerusform>%Ln photo lies in its folder already.</numerusform>
            <numerusform>%Ln photos lie in their folder already.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) stay where they are.</source>
        <translation>
            <numerusform>%Ln photo stays where it is.</numerusform>
            <numerusform>%Ln photos stay where they are.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) stay: their names are taken.</source>
        <translation>
            <numerusform>%Ln photo stays: its name is taken.</numerusform>
            <numerusform>%Ln photos stay: their names are taken.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>QuestionPanel</name>
    <message numerus="yes">
        <source>Right so far: {percent} ({low} to {high} %), counted on %Ln photo(s) that you judged</source>
        <translation>
            <numerusform>Right so far: {percent} ({low} to {high} %), counted on %Ln photo that you judged</numerusform>
            <numerusform>Right so far: {percent} ({low} to {high} %), counted on %Ln photos that you judged</numerusform>
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
    <message numerus="yes">
        <source>Of %Ln photo(s) of other folders, {share} are given a category all the same (AUROC {auroc}).</source>
        <translation>
            <numerusform>Of %Ln photo of other folders, {share} are given a category all the same (AUROC {auroc}).</numerusform>
            <numerusform>Of %Ln photos of other folders, {share} are given a category all the same (AUROC {auroc}).</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ReviewView</name>
    <message numerus="yes">
        <source>Right so far: {share} ({low} to {high}) of %Ln photo(s) that you judged</source>
        <translation>
            <numerusform>Right so far: {share} ({low} to {high}) of %Ln photo that you judged</numerusform>
            <numerusform>Right so far: {share} ({low} to {high}) of %Ln photos that you judged</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ThresholdsView</name>
    <message numerus="yes">
        <source>Of %Ln photo(s) of no category, {accepted} would be given one.</source>
        <translation>
            <numerusform>Of %Ln photo of no category, {accepted} would be given one.</numerusform>
            <numerusform>Of %Ln photos of no category, {accepted} would be given one.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Of %Ln photo(s): {right} right, {wrong} wrong, {unsure} Unsure</source>
        <translation>
            <numerusform>Of %Ln photo: {right} right, {wrong} wrong, {unsure} Unsure</numerusform>
            <numerusform>Of %Ln photos: {right} right, {wrong} wrong, {unsure} Unsure</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TrainMediator</name>
    <message numerus="yes">
        <source>Decide about %Ln photo(s)</source>
        <translation>
            <numerusform>Decide about %Ln photo</numerusform>
            <numerusform>Decide about %Ln photos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Leave out %Ln photo(s)</source>
        <translation>
            <numerusform>Leave out %Ln photo</numerusform>
            <numerusform>Leave out %Ln photos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Take back %Ln correction(s)</source>
        <translation>
            <numerusform>Take back %Ln correction</numerusform>
            <numerusform>Take back %Ln corrections</numerusform>
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
    <name>_Model</name>
    <message numerus="yes">
        <source>With %Ln more photo(s): {low} to {high}</source>
        <translation>
            <numerusform>With %Ln more photo: {low} to {high}</numerusform>
            <numerusform>With %Ln more photos: {low} to {high}</numerusform>
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
