#!/bin/bash
## How a script begins that holds its own code packed: what it names first is in clear text.
#= values
policy=Example
packed="
H4sIAAAAAAAAA0tNzshXyEhNzMlXAACRwlpUCgAAAA==
"
#.
# To read the script:  sed '1,/^packed=/d; /^"$/,$d' THIS-FILE | base64 -d | gzip -cd
fail() {
  echo "nbroute $policy: failed: $1; no route was set"
#? go-on
  exit 0
#.
#? !go-on
  exit 1
#.
}
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
for tool in base64 gzip; do
  command -v "$tool" > /dev/null || fail "there is no $tool command in $PATH: install coreutils and gzip"
done
code=$(echo "$packed" | base64 -d | gzip -cd) || fail 'the script cannot be unpacked'
eval "$code"
