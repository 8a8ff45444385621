#!/bin/bash
# Listed: the routes of a SageMaker notebook instance, set at every start (OnStart).
# Compiled by nbroute from a policy: change that and compile again, not this.
#
# Many networks.
[ -n "${BASH_VERSION-}" ] || { echo 'nbroute: failed: run this with bash, not sh'; exit 1; }
set -u +o posix
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
NL=$'\n'

# 523 routes, too many to write out: 1 unreachable, 521 via vpc, 1 via direct.
# To read them:  (sed -n '/^each()/,/^say()/p' THIS-FILE; echo routes) | bash
# A word is the way of the prefixes behind it.
each() {
  while read -r word; do
    case $word in
      unreachable) start='unreachable ' end=" proto static" ;;
      vpc) start='' end=" via 172.31.64.1 dev $vpc proto static" ;;
      direct) start='' end=" via $gateway dev $direct proto static onlink" ;;
      *) echo "route replace $start$word$end" ;;
    esac
  done
}
routes() {
  base64 -d << END | gzip -cd | each
H4sIAAAAAAACA1WZWa7kuBFF/2sxqqRyermcdrkAGzAMo2F7/X1OiDE8oAudV6KCMd4I8v3v33/+/uPXP/74279+/1i343PcjtvP9frx///8+rGOs/A6Xl/5+348x+91ewywVoNzvjlb1vM4n7Xsfax7/z6f/LzAF5J7+3W8a0/AepcA0HnWRqJHCUT0Wu+BTmxM9DgerwHWvXd7HevrWeg9F34d5/g9l32GW87bUdvye33VtifK30vBQKX8GaLr9yrZ5/249xv838If2FvgdfRvHNumg86BUPxd8pC87mXUHY3KWsC9Q41rR0TR71ESsWjd+7PvsUfFMvj+RHzZxSevTpjX8W6Br+OrJaDvqzXU7bXwscZCwKf0JWif2gmw2mso3ln3+DoeFXrAeetXn6ESYDUiURdeTYQ3auMAtfPzcZRjnlj/6TrQkAIfAlmGvJDe4ReRRYkQf/Y782Si81bbvUibci/g
XVsDFoolQq0uDNBJMifCVa3yCx/UZqTQSSolIj3GOzZor771fpe55dUEwAatCip2pFm0SJhEfNY5/IUmtbegiwp09t4ftSyRH/T6qu8+j6Nt+7yOe4kHDJevGxFA7YIkXRc+yAUF4ZKOz7pRerfmDMmrc34tgznYy/gNSOmMtaD2ovlx8ighNTYSckG3bj3g8Mmy5rtslkU/EDp13ujY1TklPNvXVn3HYeHANhWwqIWi2NtBkg+0Ot8XlTuIWjS0fWDpWIopYymoCcssG4S6nmjXciCAufR9dBtaFONoPouSQ8OBSIiBZsyI5uB34SgfeWt0yIBNUcJzRImyhMMLkUhTCat0rIUu27mW6VxLHJqPFwtHQN/PZiQ1byoUnaPrWoAj0b9soK08b1bXf8DRpKHoc1SFJTosFb7bLZ9vCUiRnj1ILKq0W8aC05shFmHpwWR9NLvVx9HTu8Ix0VD5sP1Ao4hPahri
GGhMDpZzb2q9UrYTjf5+ex7dJUUdfIn67MlCTYfV582mNwShX+dGwK6mgM1Pp5NO7wpq/0kZQ3lI5Bsgtwu9j7E/cYf8axrEYtLz9vO8AawrXSDSGbSdjWjBrmULkfMdpWztCJ1CKAe3FFLIxO40i0OssxvSPluUNlHZ1mFAXtlO82u0Pbd/RNG4UwvQelBpKdqJjHrP145aLkkT0J/V5kYgLbqIIyB7wkdlE3tG7qQeTlqo2cIu4q29Hams6+0DmVdTJnY8S3FyMSxV4pyf6LT93u3b30BbRIZGBjY1tu66d4RDCsbJKUp4pckG9PfyPjM1/aLXRtmlXIerXcwXMsmkxIBvQ9GbmisUxYDYlAo7Y0FB6SyhtJfegaCRk5JBZl69NFC7Twe2P/KPQrqwWjpDbJNkfKRlQmEa0gqR1RRrIjOkk5o+/Ol3TKoMLVsJkOyfKlIyOie3dHz6OutTsn/PIoLHMSyF
o0ccUdukScv4v7NjxibmKekhywwdyKPahTruWMHQTrG9kTnh6LA/RnMbfm4V7cGetfeyQWzOF9m1O78wTQYr6ODg+qx3/BbZmF+jCktStKMZZufX8DxDZKWCELtSFkxvs0kHCZWzEQFopwezE6SkhlDporKApsizuYKlDvDpALFjRL+XCySUpD8SFibuD/SAXaAXPMKl6WGx/TnzcpfDWM9LKaaYD+41iPWedCNK9RbYMRAOL1oRCi/tJACKrr52bIwyS4yyk1bhO/tdayfhkV2lDWahXNM2OAiwzHUSJTNqR2ZPR6bcEGgnrHApfITHrRySUhpiqJSxmmO81J/qoPyJjRXtmE+vprahrWx0GSp5kIZDlPVU9jOKymbJV/YRy6diA3ZQawVx1KkHewUt1kGkFsTE3P6Bxqij2oDko1xbQWjgHB01MEaX/6E9GbfXR48cGBob9tgz9zkwIAQ4vEkif+vBJrY7
DeiYV9L44SEzPwf6bSeLgZaTawNi6dGqnINwB+YKnzMv/yp84n1VseFpdZbz6A7k1thQ87wTqS8Yk2c8wY5V48E1M5Y/xdrQKsol34yWTfFSKY2CY6wRRv32aBLpXhEG6sjyiWdlu0gtZ+1cTleyRgZ2wqz3UvRIYKCNu6RzbNacUgbs0JzKMqZHvSeUiMrd5q0FUN6MwzT3Ybm3nO34Urv7wHmqAuIDjOtRzOKdAYLYHf9rrosZvvULOJpIPLC1lz9iyh+EEnzffd1DSHUGqQzlU3oQz5jV4Hb0GnOiw4r1V+txjzc/aW88iA5Yn9DxvSjL8ZDuYILWey8osae0I7O80Mps8yyL73oD7yL91w9knzFwe7mhgr1FGOA89vN8eNlq8/HeQKg0b+dCWkCi78WYiEQjNa/f5rjbciAROl4wrUAcIowwpy4jgRS1rT80Asr+St5iYwjDs/kxDbYICkhny+b2iNHc
f17LJPa8fZkPph04J+yd2WZPzAFxrM3OI+CGzivE44LXXUucmwIz01YdAhnAPINsT3ltabPcRhAkx8ONDLEb5052AVIrrlgSe1DdejnlxoXhttlbxiQ5EErQhfa+IunG65kIoBMYVm/kr7hV2ch1cREbGBaxnyfE6Q5YDZ12tooxQV7d8MJQP6I9L28Ix2UY5CuvVrzJSOwBP52l4zy/eucQeYViMY9v4cSM/7yn3MgiZUxJGJXmxUNgOyh7770iDb3gy+W2e8zYPgj+llRyaxOgxkrwdfGQkZEbdYoXkBtfZJ2Ycgj5iUzruH0ObP3EMSkQV/5FvZRMNHIZ74LXVc/+0rh44riI8cK20pSFNw1UGgnzmoBeRQeM4FwkSjFed75xtxFYcyP1L+ipWaLasvC1E9pGcZcZDLwtjvtLz79eqtcDfORVxYX5fV2kJYwzaRbwdccRdxcXtkH5IPkgDrhxoCkcnJ7Z
FPnOptuPlokRKAMcWh3cvMZNTAk0hcSfUUY6ylUn3soacorFuoyMI6m5Xi5xRPWs7IVaPrC+k2bivtRopwBkx8yf8uPIZOtLHzmWQpK1Xn7mIFzr8QYBS4ON7b55u/DlPfvcZlTe4v+MsFNn8EQxrnORZJASYiTU7RkU7yC0Il3G9nGuy/fxRwuk5A6elqngVsEp3MuNpnEGP/50kibGbeX+o931gAi6Y+VFzGbXEXE/IN+bYe012lGvwXEvmAI9umKkN1sXDtKsKrCkLRj4YmOHE/yeJsXket0XXlh5WJAucdohwtTtxtfBsXpnzDJSd/kkhhl5PT/xgblQe9AE0CgtcNaB2SrNnGVImextUZmGvZoh4iokIqKUFBsvbQ7pL0+x0bOzbs2nODpU79whyqTwgWlVEFaV5Le9cXsS00LqE8NInv02llD9+9714PJO/EHnekDS2hsGjjQrpSldE2t7JDquf+jJ
SvaNVpLwgf/+zz9///pvDH15E/388Rcp5OnWxR4AAA==
END
}

say() { echo 'nbroute Listed:' "$*"; }
fail() { say "failed: $*"; exit 1; }
# Into the log, with a title.
show() { say "$1:"; "${@:2}"; }

# The main table, a route a line, as each can be set again.
table() {
  ip -4 -o route show | while read -r route; do
    route=${route//\\} route=${route// dead linkdown} route=${route// linkdown} route=${route%% expires *}
    echo "${route%% error *}"
  done
}

rules() {
  rules=$(ip "$1" rule)
  show "ip $1 rule" echo "$rules"
  [[ ${rules%% lookup main*} = *"$NL"*"$NL"* ]] && say "note: an ip rule stands before the main table: sockets bound to an interface's address may go past these routes"
}

# The VPC's interface has an address in the subnet, whatever its name here.
# The direct gateway is the next hop of the default route that leaves by another one.
look() {
  vpc=$(ip -4 -o addr show up to 172.31.64.0/20) vpc=${vpc#*: } vpc=${vpc%% *}
  while read -r _ via gateway _ direct _; do
    [ "$via" = via ] && [ "$direct" != "$vpc" ] && break
  done <<< "$(ip -4 route show default)"
  [ -n "$vpc" ] && [ -n "$gateway" ]
}

# The interface an address leaves by; nothing when it is refused.
way() {
  answer=$(ip -o route get "$1" 2> /dev/null) && answer=${answer#* dev } && echo "${answer%% *}"
}

# What a notebook cannot lose: metadata and with it its credentials, its gateways, its resolvers.
lifelines() {
  echo 169.254.169.254 metadata
  while read -r _ _ hop _; do echo "$hop" gateway; done <<< "$(ip -4 route show default)"
  while read -r key address _; do
    [ "$key" = nameserver ] && echo "$address" resolver
  done <<< "$resolvers"
}

# Whether an address of the VPC's blocks leaves by its interface.
at_home() {
  [[ "$NL$(ip -4 route show match "$1")" =~ $NL(172\.31\.0\.0/16)' ' ]] && [ "$2" = "$vpc" ]
}

# Puts the main table back.
undo() {
  {
    echo "${wanted//route replace/route del}"
    while read -r route; do echo "route add $route"; done <<< "$before"
  } | ip -force -batch - > /dev/null 2>&1
  after=$(table)
  show 'table put back' echo "$after"
  back='every route is put back'
  [ "$after" = "$before" ] || back="some are NOT put back: compare the tables"
}

for tool in ip cat head tail sleep base64 gzip; do
  command -v "$tool" > /dev/null || fail "there is no $tool command in $PATH: install iproute, coreutils and gzip"
done
for waited in {0..59}; do look && break; sleep 1; done
before=$(table) resolvers=$(cat /etc/resolv.conf 2>&1)
say 'policy with SHA-256 c48b0ed891f2...'
show addresses ip -o addr
rules -4
show resolvers echo "$resolvers"
show 'table before' echo "$before"
[ -n "$vpc" ] || fail "no interface has an address in 172.31.64.0/20 after 60 seconds: is the notebook in another subnet?"
[ -n "$gateway" ] || fail "no default route but the VPC's has a gateway after 60 seconds: is direct internet access disabled?"
[ "$waited" = 0 ] || say "note: waited $waited seconds for the network"

wanted=$(routes)
ways=$(lifelines | while read -r address role; do echo "$address $role $(way "$address")"; done)

# A network this instance is connected to has a route of the kernel: leave that alone.
lost=0 first=
while read -r prefix _ dev _; do
  [[ $wanted =~ (^|$NL)(route replace ([a-z]* )?"$prefix "[^$NL]*) ]] || continue
  mine=${BASH_REMATCH[2]}
  [[ $mine = *" dev $dev "* ]] || fail "$prefix is the network of $dev here, which a route would cut off: leave it out of the policy; no route was set"
  wanted=${wanted/"$mine"/"# $prefix: connected to $dev"}
done <<< "$(ip -4 route show proto kernel)"

if ! error=$(ip -batch - 2>&1 <<< "$wanted"); then
  undo
  route=$(head -n "${error##*:}" <<< "$wanted" | tail -n 1) error=${error%%"$NL"*} error=${error%.}
  [[ $error =~ gateway|route|unreach ]] && error+=" (a gateway has to be in its interface's subnet)"
  fail "$route: $error; $back"
fi
while read -r address role dev; do
  now=$(way "$address")
  [ -z "$dev" ] || [ "$now" = "$dev" ] && continue
  [ "$role" = resolver ] && at_home "$address" "$now" && continue
  route=$(ip -4 -o route show match "$address" | tail -n 1)
  undo
  fail "${route%% proto *} takes $address ($role) away from $dev, where the notebook needs it: narrow that route or add one for the address; $back"
done <<< "$ways"

# Does the main table hold them all?
after=$(table)
declare -A held
key() { key=${1%% proto static*} key="= ${key% dev lo}"; }
while read -r route; do key "$route"; held[$key]=yes; done <<< "$after"
count=$lost
while read -r verb _ route; do
  [ "$verb" = route ] || continue
  count=$((count + 1))
  key "$route"
  [ -n "${held[$key]-}" ] || lost=$((lost + 1)) first=${first:-$route}
done <<< "$wanted"
[ "$lost" = 0 ] || { undo; fail "$lost of $count routes gone as soon as set, first $first; $back"; }
show 'table after' echo "$after"
while read -r route; do
  key "$route"
  [ -z "$route" ] || [ -n "${held[$key]-}" ] || say "note: replaced $route"
done <<< "$before"
as=
[ "$after" != "$before" ] || as=', as before'
say "$count routes stand$as: vpc on $vpc, direct on $direct via $gateway"
