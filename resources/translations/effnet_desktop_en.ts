<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
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
</context>
<context>
    <name>MainWindow</name>
    <message numerus="yes">
        <source>Stopped. %n photo(s) not classified yet.</source>
        <translation>
            <numerusform>Stopped. %n photo not classified yet.</numerusform>
            <numerusform>Stopped. %n photos not classified yet.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n result(s) saved to {file}.</source>
        <translation>
            <numerusform>%n result saved to {file}.</numerusform>
            <numerusform>%n results saved to {file}.</numerusform>
        </translation>
    </message>
</context>
</TS>
