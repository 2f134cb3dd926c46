#!/bin/sh
# Cuts the fonts that the pages carry out of Vazirmatn 33.0.3 (SIL Open Font License 1.1).
#
# Usage: .ci/fonts.sh FOLDER, where FOLDER is the unpacked npm package `vazirmatn`.
# Needs fonttools and brotli (pip). The results are committed: nobody needs this script to build.
# The instance is cut to weights 400-700 and to the letters of the catalogue; `tnum` stays for codes
# and tables, hinting goes. Latin letters have a file of their own, which only English pages load:
# on Persian ones they are islands and left to the reader's own fonts. A test compares the
# characters of both catalogues with these lists.
set -eu

source_dir=${1:?"usage: .ci/fonts.sh FOLDER-OF-VAZIRMATN"}
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

features=init,medi,fina,isol,rlig,ccmp,locl,mark,calt,liga,tnum,kern
persian=U+0020-0023,U+0025,U+0027-0040,U+005B,U+005D,U+00A0,U+00AB,U+00B7,U+00BB,U+00D7,U+060C,U+061B
persian=$persian,U+061F,U+0621-0628,U+062A-063A,U+0641-0648,U+064A,U+064B,U+0651,U+0654,U+066A-066C
persian=$persian,U+067E,U+0686,U+0698,U+06A9,U+06AF,U+06C0,U+06CC,U+06F0-06F9,U+200C-200F,U+2013
persian=$persian,U+2022,U+2026,U+2066-2069

latin=U+0020-007E,U+00A0,U+00AB,U+00B7,U+00BB,U+00D7,U+2013,U+2022,U+2026,U+2066-2069

fonttools varLib.instancer "$source_dir/fonts/variable/Vazirmatn[wght].ttf" wght=400:700 \
    --output "$work/variable.ttf"
pyftsubset "$work/variable.ttf" --unicodes="$persian" --layout-features="$features" \
    --no-hinting --flavor=woff2 --output-file="$root/server/static/vazirmatn.woff2"

pyftsubset "$work/variable.ttf" --unicodes="$latin" --layout-features=ccmp,locl,liga,tnum,kern \
    --no-hinting --flavor=woff2 --output-file="$root/server/static/vazirmatn-latin.woff2"

# The question is drawn by the server from outlines, so it needs glyphs and no layout at all.
pyftsubset "$source_dir/fonts/ttf/Vazirmatn-Bold.ttf" \
    --unicodes=U+002B,U+003D,U+06F0-06F9 --layout-features= --no-hinting --name-IDs= \
    --drop-tables+=GSUB,GPOS,GDEF,STAT,DSIG --output-file="$root/server/src/question/digits.ttf"

# The receipt's PDF embeds what it uses of these, and meets names of every kind: the whole alphabet
# of the script with its marks, both kinds of figures and the Latin letters of codes and addresses.
paper=U+0020-007E,U+00A0,U+00AB,U+00B7,U+00BB,U+00D7,U+0600-06FF,U+200B-200F,U+2010-2015
paper=$paper,U+2018-201E,U+2022,U+2026,U+2039,U+203A
for weight in Regular Bold; do
    pyftsubset "$source_dir/fonts/ttf/Vazirmatn-$weight.ttf" --unicodes="$paper" \
        --layout-features="$features" --no-hinting --drop-tables+=STAT,DSIG \
        --output-file="$root/server/src/takeaway/pdf/vazirmatn-$(echo $weight | tr RB rb).ttf"
done

cp "$source_dir/OFL.txt" "$root/server/static/OFL.txt"
wc -c "$root"/server/static/*.woff2 "$root/server/src/question/digits.ttf" \
    "$root"/server/src/takeaway/pdf/*.ttf
