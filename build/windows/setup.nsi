; Installs for one user, without an administrator. Compiled by build/package.py, on Windows or with Debian's nsis:
;   makensis -INPUTCHARSET UTF8 -DVERSION=0.1.0 -DBUNDLE=FOLDER -DTARGET=setup.exe setup.nsi

Unicode true
!include "MUI2.nsh"
!include "FileFunc.nsh"

!define NAME "EffNet Desktop"
!define PROGRAM "effnet-desktop-window.exe"
!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\effnet-desktop"
!define CLASS_KEY "Software\Classes\Applications\${PROGRAM}"
!define DATA "$LOCALAPPDATA\effnet-desktop"

Name "${NAME}"
OutFile "${TARGET}"
InstallDir "$LOCALAPPDATA\Programs\${NAME}"
InstallDirRegKey HKCU "${UNINSTALL_KEY}" "InstallLocation"
RequestExecutionLevel user
SetCompressor /SOLID lzma
SetCompressorDictSize 64
VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "${NAME}"
VIAddVersionKey "FileDescription" "${NAME} setup"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "LegalCopyright" "Apache License 2.0"

!define MUI_FINISHPAGE_RUN "$INSTDIR\${PROGRAM}"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "Japanese"

LangString CLOSE_FIRST ${LANG_ENGLISH} "${NAME} is open. Close it, then go on."
LangString CLOSE_FIRST ${LANG_JAPANESE} "${NAME} が開いています。閉じてから続けてください。"
LangString REMOVE_DATA ${LANG_ENGLISH} \
    "Remove your models and settings, too?$\r$\n$\r$\n${DATA}$\r$\n$\r$\nModels that you trained cannot be brought back."
LangString REMOVE_DATA ${LANG_JAPANESE} \
    "モデルと設定も削除しますか？$\r$\n$\r$\n${DATA}$\r$\n$\r$\n学習させたモデルは元に戻せません。"

; Windows keeps a running program's file from being written: then nothing is replaced by halves.
!macro WAIT_UNTIL_CLOSED FILE
  !define ID ${__LINE__}
  again_${ID}:
  IfFileExists "$INSTDIR\${FILE}" 0 closed_${ID}
  ClearErrors
  FileOpen $0 "$INSTDIR\${FILE}" a
  IfErrors 0 writable_${ID}
  MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(CLOSE_FIRST)" /SD IDCANCEL IDRETRY again_${ID}
  SetErrorLevel 2
  Quit
  writable_${ID}:
  FileClose $0
  closed_${ID}:
  !undef ID
!macroend

Section
  !insertmacro WAIT_UNTIL_CLOSED "${PROGRAM}"
  !insertmacro WAIT_UNTIL_CLOSED "effnet-desktop.exe"
  RMDir /r "$INSTDIR\_internal" ; of an older version
  SetOutPath "$INSTDIR"
  File /r "${BUNDLE}\*"
  CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\${PROGRAM}"

  ; "Open with" for photos; it becomes nobody's default.
  WriteRegStr HKCU "${CLASS_KEY}" "FriendlyAppName" "${NAME}"
  WriteRegStr HKCU "${CLASS_KEY}\shell\open\command" "" '"$INSTDIR\${PROGRAM}" "%1"'
  !macro SUPPORT SUFFIX
    WriteRegStr HKCU "${CLASS_KEY}\SupportedTypes" "${SUFFIX}" ""
    WriteRegStr HKCU "Software\Classes\${SUFFIX}\OpenWithList\${PROGRAM}" "" ""
  !macroend
  !insertmacro SUPPORT ".jpg"
  !insertmacro SUPPORT ".jpeg"
  !insertmacro SUPPORT ".jpe"
  !insertmacro SUPPORT ".jfif"
  !insertmacro SUPPORT ".png"
  !insertmacro SUPPORT ".webp"
  !insertmacro SUPPORT ".avif"
  !insertmacro SUPPORT ".heic"
  !insertmacro SUPPORT ".heif"
  !insertmacro SUPPORT ".hif"
  !insertmacro SUPPORT ".tif"
  !insertmacro SUPPORT ".tiff"
  !insertmacro SUPPORT ".bmp"
  !insertmacro SUPPORT ".gif"
  !insertmacro SUPPORT ".jp2"
  !insertmacro SUPPORT ".j2k"
  !insertmacro SUPPORT ".jpx"
  !insertmacro SUPPORT ".jxl"
  !insertmacro SUPPORT ".dng"
  !insertmacro SUPPORT ".nef"
  !insertmacro SUPPORT ".nrw"
  !insertmacro SUPPORT ".cr2"
  !insertmacro SUPPORT ".cr3"
  !insertmacro SUPPORT ".arw"
  !insertmacro SUPPORT ".sr2"
  !insertmacro SUPPORT ".raf"
  !insertmacro SUPPORT ".orf"
  !insertmacro SUPPORT ".rw2"
  !insertmacro SUPPORT ".pef"
  !insertmacro SUPPORT ".srw"

  WriteUninstaller "$INSTDIR\uninstall.exe"
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\${PROGRAM}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "EstimatedSize" $0
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoRepair" 1
SectionEnd

Section "Uninstall"
  !insertmacro WAIT_UNTIL_CLOSED "${PROGRAM}"
  !insertmacro WAIT_UNTIL_CLOSED "effnet-desktop.exe"
  ; Only what the installer has brought: the folder was the user's choice and may hold more.
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\effnet-desktop.exe"
  Delete "$INSTDIR\${PROGRAM}"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${NAME}.lnk"
  DeleteRegKey HKCU "${CLASS_KEY}"
  !macro FORGET SUFFIX
    DeleteRegKey HKCU "Software\Classes\${SUFFIX}\OpenWithList\${PROGRAM}"
  !macroend
  !insertmacro FORGET ".jpg"
  !insertmacro FORGET ".jpeg"
  !insertmacro FORGET ".jpe"
  !insertmacro FORGET ".jfif"
  !insertmacro FORGET ".png"
  !insertmacro FORGET ".webp"
  !insertmacro FORGET ".avif"
  !insertmacro FORGET ".heic"
  !insertmacro FORGET ".heif"
  !insertmacro FORGET ".hif"
  !insertmacro FORGET ".tif"
  !insertmacro FORGET ".tiff"
  !insertmacro FORGET ".bmp"
  !insertmacro FORGET ".gif"
  !insertmacro FORGET ".jp2"
  !insertmacro FORGET ".j2k"
  !insertmacro FORGET ".jpx"
  !insertmacro FORGET ".jxl"
  !insertmacro FORGET ".dng"
  !insertmacro FORGET ".nef"
  !insertmacro FORGET ".nrw"
  !insertmacro FORGET ".cr2"
  !insertmacro FORGET ".cr3"
  !insertmacro FORGET ".arw"
  !insertmacro FORGET ".sr2"
  !insertmacro FORGET ".raf"
  !insertmacro FORGET ".orf"
  !insertmacro FORGET ".rw2"
  !insertmacro FORGET ".pef"
  !insertmacro FORGET ".srw"
  DeleteRegKey HKCU "${UNINSTALL_KEY}"
  IfFileExists "${DATA}\*.*" 0 kept
  MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "$(REMOVE_DATA)" /SD IDNO IDNO kept
  RMDir /r "${DATA}"
  kept:
SectionEnd
