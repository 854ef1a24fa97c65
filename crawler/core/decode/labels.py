"""Names of encodings: what pages and servers call them, and what this project calls them."""

from __future__ import annotations

#: Our name -> labels in use, lower case: those of the WHATWG Encoding Standard, of Python, and misspelt ones that are
#: met. gb2312 and gbk are always read as their superset gb18030; latin-1 means windows-1252, as in browsers.
LABELS = {
    "utf-8": "utf-8 utf8 utf_8 utf-8-sig unicode-1-1-utf-8 unicode11utf8 unicode20utf8 x-unicode20utf8 utf8mb4 uft-8",
    "gb18030": "gb18030 gb18030-2000 gb18030-2005 gb18030-2022 gb-18030 gbk gb2312 gb_2312 gb_2312-80 gb2312-80 "
    "gb2312.1980-0 gb-2312 gb2312_charset gb2132 csgb2312 csgb231280 csiso58gb231280 iso-ir-58 chinese euc-cn euccn "
    "x-euc-cn eucgb2312 gb x-gbk cp936 ms936 windows-936 936 zh_cn.gbk",
    "big5": "big5 big5-hkscs big5hkscs big5-eten cn-big5 csbig5 x-x-big5 x-big5 big-5 cp950 ms950 windows-950 950",
    "euc-tw": "euc-tw euctw x-euc-tw cns11643",
    "utf-16-le": "utf-16 utf-16le utf16 utf-16-le unicode unicodefeff ucs-2 csunicode iso-10646-ucs-2",
    "utf-16-be": "utf-16be utf-16-be unicodefffe",
    "hz": "hz hz-gb-2312",
    "windows-1252": "windows-1252 iso-8859-1 iso8859-1 iso88591 iso_8859-1 iso_8859-1:1987 iso-ir-100 csisolatin1 "
    "latin1 latin-1 l1 ascii us-ascii ansi_x3.4-1968 cp819 ibm819 cp1252 x-cp1252 8859-1",
    "shift_jis": "shift_jis shift-jis sjis x-sjis ms_kanji ms932 windows-31j csshiftjis cp932",
    "euc-jp": "euc-jp x-euc-jp eucjp cseucpkdfmtjapanese",
    "iso-2022-jp": "iso-2022-jp csiso2022jp",
    "euc-kr": "euc-kr euckr cseuckr csksc56011987 iso-ir-149 ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 korean "
    "cp949 windows-949",
    "iso-8859-2": "iso-8859-2 iso8859-2 iso_8859-2 latin2 l2 csisolatin2",
    "iso-8859-5": "iso-8859-5 iso8859-5 iso_8859-5 cyrillic csisolatincyrillic",
    "iso-8859-6": "iso-8859-6 iso8859-6 iso_8859-6 arabic csisolatinarabic",
    "iso-8859-7": "iso-8859-7 iso8859-7 iso_8859-7 greek greek8 csisolatingreek",
    "iso-8859-8": "iso-8859-8 iso8859-8 iso_8859-8 hebrew visual csisolatinhebrew iso-8859-8-i logical",
    "iso-8859-15": "iso-8859-15 iso8859-15 iso_8859-15 latin9 l9",
    "koi8-r": "koi8-r koi8 koi8_r koi cskoi8r",
    "koi8-u": "koi8-u koi8-ru",
    "windows-1250": "windows-1250 cp1250 x-cp1250",
    "windows-1251": "windows-1251 cp1251 x-cp1251",
    "windows-1253": "windows-1253 cp1253 x-cp1253",
    "windows-1254": "windows-1254 cp1254 x-cp1254 iso-8859-9 iso8859-9 latin5 l5",
    "windows-1255": "windows-1255 cp1255 x-cp1255",
    "windows-1256": "windows-1256 cp1256 x-cp1256",
    "windows-1257": "windows-1257 cp1257 x-cp1257",
    "windows-1258": "windows-1258 cp1258 x-cp1258",
    "windows-874": "windows-874 tis-620 iso-8859-11 iso8859-11 dos-874",
}
NAMES = {label: name for name, labels in LABELS.items() for label in labels.split()}
#: The encodings that are tried without a declaration.
CHINESE = ("gb18030", "big5")
WIDE = ("utf-16-le", "utf-16-be")
#: Encodings whose texts are pure ASCII to a first look: declared, they say nothing about bytes above 7F.
SEVEN_BIT = ("hz", "iso-2022-jp")
