#!/bin/bash
## What happens on the notebook at a start, in order. script.ts fills the slots; template.ts has the notation.
#= values
hash=0123456789ab
policy=Example
started='on-start example.sh'
theirs=$PATH
pin=eth2
direct_pin=eth0
places="10.0.1.0/24 10.0.1.1"
places6="2001:db8::/64 2001:db8::1"
blocks="10.0.0.0/16"
total=1
list="
# on-premises
10.0.0.0/16 via vpc
"
#.
set -uf +eCo posix
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
NL=$'\n'
IFS=$NL vpc=''
#? six
vpc6=''
#.
run=/run/nbroute unit=/run/systemd/system/nbroute-restore.service

say() { echo "nbroute $policy: $1"; }
#? stop
fail() { say "failed: $1"; exit 1; }
#.
#? !stop
# on-failure continue: the notebook starts all the same.
#? on-start
fail() { say "failed: $1"; user; exit; }
#.
#? !on-start
fail() { say "failed: $1"; exit 0; }
#.
#.
# Into the log, with a title.
show() { say "$1:"; echo "$2"; }
#? on-start

abort() { say "failed: $1; no route was set"; exit 1; }
#= user
# on-start example.sh: the user's own script, by its own shebang. Complete before any route changes.
size=22
file=$(mktemp) || abort "no file for the on-start script: $(mktemp 2>&1)"
cat > "$file" << 'END'
#!/bin/bash
echo here
END
#.
trap 'rm -f "$file"' EXIT
chmod 700 "$file"
written=$(wc -c < "$file")
[ "$((written))" = "$size" ] || abort "only $((written)) of $size bytes of the on-start script fit into ${file%/*}: is it full?"
[ -x "$file" ] || abort "the on-start script cannot be run from ${file%/*}: is it mounted noexec?"
user() {
  export -n SHELLOPTS
  PATH=$theirs "$file" < /dev/null
  code=$?
  say "$started ended with exit code $code; see the routes above"
  return "$code"
}
#.

#= needed
for tool in ip cat sleep; do
#.
  command -v "$tool" > /dev/null || fail "there is no $tool command in $PATH: install iproute, coreutils and gzip"
done
#? steps
# Steps between the prefixes of a length: 5 bits a digit, 32 more in the last.
unfold() { # → $list
  local LC_ALL=C line word steps digit at step i
  steps=$list list=''
  for line in $steps; do
    [[ $line = /* ]] || { list+=$line$NL; continue; }
    word=${line%% *} steps=${line#* } at=0 step=0
    for ((i = 0; i < ${#steps}; i++)); do
      digit=$((64#${steps:i:1})) step=$((step * 32 + (digit & 31)))
      ((digit < 32)) && continue
      at=$((at + step)) step=$((at << 32 - ${word#/}))
      list+="$((step >> 24)).$((step >> 16 & 255)).$((step >> 8 & 255)).$((step & 255))${word#/32}$NL"
      at=$((at + 1)) step=0
    done
  done
}
unfold
#.

#? find
#? four
# The VPC's interface has an address in the subnet, whatever its name.
#.
#? learnt
# The IPv6 router is the subnet's base + 1 where the subnet is on-link, else the one learnt.
#.
#? direct
# The direct gateway is that of the default route that leaves by another interface.
#.
#? vpc
address() { # -4 or -6, "SUBNET ROUTER" lines → $dev, $place
  for place in $2; do
#? pinned
    dev=$(ip "$1" -o addr show up dev "$pin" to "${place% *}" 2> /dev/null)
#.
#? !pinned
    dev=$(ip "$1" -o addr show up to "${place% *}")
#.
    dev=${dev#*: } dev=${dev%% *}
    [ -z "$dev" ] || return 0
  done
}
#.
look() {
#? four
  address -4 "$places"
  vpc=$dev router=${place#* }
#.
#? six
  address -6 "$places6"
  vpc6=$dev router6=${place#* }
#? learnt
  [ -z "$vpc6" ] || [ "$(ip -6 route show "${place% *}" dev "$vpc6")" ] || {
    router6=$(ip -6 route show default dev "$vpc6") router6=${router6#default via } router6=${router6%% *}
  }
#.
#.
#? direct
  for route in $(ip -4 route show default) NOT-FOUND; do
    gateway='' direct=${route#* dev } direct=${direct%% *}
    [[ $route = 'default via '* ]] || continue
    gateway=${route#default via } gateway=${gateway%% *}
#? pinned-direct
    [ "$direct" != "$direct_pin" ] || break
#.
#? !pinned-direct
    [ "$direct" = "$vpc" ] || break
#.
  done
#.
#= found
  [ "$vpc" ]
#.
}
SECONDS=0
for waited in {0..59}; do look || ((SECONDS > 59)) && break; sleep 1; done
#.

# The main table, a route a line, as each can be set again.
table() { # → $table
  local lines route
  lines=$(ip -4 -o route show && exec ip -6 -o route show) || return
  table=
  for route in $lines; do
    route=${route//\\} route=${route// dead linkdown} route=${route// linkdown} route=${route%% expires *}
    route=${route%% error *}
    table+=$NL${route% }
  done
  table=${table#"$NL"}
}
table || fail 'the routing table cannot be read'
before=$table resolvers=$(exec cat /etc/resolv.conf 2>&1)
#= start
say "script SHA-256 $hash"
#.
show addresses "$(ip -o addr)"
#? any-six
for family in -4 -6; do
#.
#? !any-six
family=-4
#.
  rules=$(ip "$family" rule)
  show "ip $family rule" "$rules"
  [[ ${rules%% lookup main*} = *"$NL"*"$NL"* ]] && say "note: an ip rule precedes the main table: sockets bound to an interface's address may bypass these routes"
#? any-six
done
#.
show resolvers "$resolvers"
show 'table before' "$before"
#? four
[ "$vpc" ] || {
#= missing4
  fail "no interface has an address after 60 seconds: is the notebook in another subnet?"
#.
}
#.
#? six
off6=/proc/sys/net/ipv6/conf/$vpc/disable_ipv6
[ -e "$off6" ] || off6=/proc/sys/net/ipv6/conf/all/disable_ipv6
[ "$vpc6" ] || {
#= missing6
  fail "no interface has an address after 60 seconds: is the notebook in another subnet?"
#.
}
#? learnt
[ "$router6" ] || {
#= missing-router6
  fail "the IPv6 subnet is not on-link and $vpc6 has learnt no router after 60 seconds: does the subnet's VPC have IPv6?"
#.
}
#.
#.
#? direct
[ "$gateway" ] || {
#= missing-direct
  fail "no default route has a gateway after 60 seconds: is direct internet access disabled?"
#.
}
#.
#? find
((waited)) && say "note: waited $SECONDS seconds for the network"
#.

declare -A held ours rows verb skip=()
# The routes as ip(8) takes them, with what was found here, without those to skip.
expand() { # → $wanted, $count
  wanted=$NL count=0 action=''
  for line in $list; do
    case $line in
      '#'*) continue ;;
      *[.:/]*) prefix=${line%% *}; [ "$prefix" = "$line" ] || action=${line#* } ;;
      *) action=$line; continue ;;
    esac
    [ "${skip[$prefix]-}" ] && continue
    case $prefix-$action in
#? six
      *:*-via\ vpc) line="$prefix via ${router6:-::} dev ${vpc6:-NOT-FOUND} proto static" ;;
#.
      *-via\ vpc) line="$prefix via ${router:-0.0.0.0} dev ${vpc:-NOT-FOUND} proto static" ;;
#? direct
      *-via\ direct) line="$prefix via ${gateway:-0.0.0.0} dev $direct proto static onlink" ;;
#.
      *) line="$action $prefix proto static" ;;
    esac
    wanted+=$line$NL
    ((++count))
  done
}
expand
((count == total)) || fail "only $count of $total routes could be read; no route was set"
# VERB, ROUTES → lines for `ip -batch`
each() { for route in $2; do echo "route $1 $route"; done; }
# The first command that failed; any other line is a warning.
reason() { # → $error; ${BASH_REMATCH[2]} is the number of its command
  [[ $NL$error =~ $NL([^$NL]*[^$NL.])\.?$NL'Command failed -:'([0-9]+) ]] && error=${BASH_REMATCH[1]}
}

# Which of the wanted routes does the table not have?
key() { # ROUTE → $key: the same for a route as it is set and as it is shown
#? !any-six
  key="= $1"
#.
#? any-six
  key="= ${1/ dev lo}"
  [[ $1 != *:* ]] || { key=${key% pref medium} key=${key% metric 1024}; }
#.
}
prefix() { # ROUTE → $prefix
  prefix=0.0.0.0/0
  [[ $1 =~ ^([a-z]+ )?([0-9a-f]*[.:][^ ]*) ]] && prefix=${BASH_REMATCH[2]}
}
connected=' proto kernel| scope link'
missing() { # → $absent; $held and $ours by key; $rows by prefix: a connected route, or what a wanted one would replace
  held=() ours=() rows=() absent=''
  for route in $table; do
    key "$route"
    held[$key]=yes
    prefix "$route"
#? any-six
    [[ ${rows[$prefix]-} =~ $connected || $route = *' metric '* && ! $route =~ $connected|:.*' metric 1024' ]] || rows[$prefix]=$route
#.
#? !any-six
    [[ $route = *' metric '* && ! $route =~ $connected ]] || rows[$prefix]=$route
#.
  done
  for route in $wanted; do
    key "$route"
    ours[$key]=yes
    [ "${held[$key]-}" ] || absent+=$route$NL
  done
}

# The kernel has a route for each connected network, which stays.
missing
lost=0 first=''
#? !stop
cut=0
#.
#? any-six
declare -A planned
#.
for route in $wanted; do
  prefix "$route"
#? any-six
  planned[$prefix]=yes
#.
  row=${rows[$prefix]-} dev=${row#* dev } dev=${dev%% *}
  [[ $row = *' proto kernel'* ]] || continue
  skip[$prefix]=yes
  if [[ $route = *" dev $dev "* ]]; then ((--total)); else
#? stop
    fail "$prefix is the network of $dev here, which a route would cut off: leave it out of the policy; no route was set"
#.
#? !stop
    say "$prefix is the network of $dev here, which a route would cut off: leave it out of the policy"
    lost=$((lost + 1)) cut=$((cut + 1)) first=${first:-$route}
#.
  fi
done
expand

# An earlier policy's routes that are unchanged and not wanted. Its restore service has to stop first.
service() { [ -d "${unit%/*}" ] && timeout 20 systemctl "$1" nbroute-restore &> /dev/null; }
stale=''
for route in $([ -O "$run/routes" ] && exec cat "$run/routes"); do
  key "$route"
  [[ ${held[$key]-} && ! ${ours[$key]-} ]] || continue
  verb[$key]="removed an earlier policy's"
#? any-six
  # What replaces it would be removed instead: for IPv6 any type matches.
  prefix "$route"
  [ -z "${planned[$prefix]-}" ] || continue
#.
  stale+=$route$NL
done

device() { # ADDRESS → $dev, the interface that it leaves by; empty if it is rejected
  dev=$(exec ip -o route get "$1" 2> /dev/null)
  dev=${dev#* dev } dev=${dev%% *}
}
# What a notebook needs: the metadata service with its credentials, its gateways, its resolvers.
lifeline() { device "$1"; lifelines+="$1 $2 $dev$NL"; }
lifelines=''
lifeline 169.254.169.254 metadata
for route in $before; do
  [[ $route = 'default via '+([0-9.])' '* ]] && route=${route#default via } && lifeline "${route%% *}" gateway
done
for route in $resolvers; do
  [[ $route =~ ^nameserver[[:blank:]]+([^[:blank:]]+) ]] && lifeline "${BASH_REMATCH[1]}" resolver
done

undo() { # REASON: puts the main table back, and fails
  { each del "$wanted"; each add "$before"; } | ip -force -batch - &> /dev/null
  service start
  table
  show 'table put back' "$table"
  [ "$table" = "$before" ] && fail "$1; every route is put back"
  fail "$1; some are NOT put back: compare the tables"
}

service stop
# For the next start, if this one is killed: what it adds.
install -d -m 700 "$run" && echo "$absent" 2> /dev/null >> "$run/routes"
#? stop
error=$(each replace "$wanted" | ip -batch - 2>&1) || {
  reason
  nth=${BASH_REMATCH[2]-0}
  for route in $wanted; do ((--nth)) || break; done
  [[ $error =~ gateway|route|unreach ]] && error+=" (a gateway has to be in its interface's subnet)"
  undo "route replace $route: $error"
}
#.
#? !stop
error=$(each replace "$wanted" | ip -force -batch - 2>&1) # -force: goes on after a route that fails
#.
[ -z "$stale" ] || each del "$stale" | ip -force -batch - &> /dev/null

bytes=({0..1}{0..1}{0..1}{0..1}{0..1}{0..1}{0..1}{0..1})
bits() { # PREFIX → $bits, after a 4 or a 6
#? !any-six
  bits=4 at=${1%/*}
  for octet in ${at//./$NL}; do bits+=${bytes[octet]}; done
#.
#? any-six
  local part octet lead=4 at=${1%/*} size=33
  bits='' at=${at/::/:-:}
  [[ $1 != *:* ]] || lead=6 size=129
  for part in ${at//:/$NL}; do
    case $part in
      *.*) for octet in ${part//./$NL}; do bits+=${bytes[octet]}; done ;;
      -) lead+=$bits bits='' ;;
      *) part=$((16#$part)) bits+=${bytes[part >> 8]}${bytes[part & 255]} ;;
    esac
  done
  while ((${#lead} + ${#bits} < size)); do lead+=0; done
  bits=$lead$bits
#.
  [[ $1 != */* ]] || bits=${bits:0:${1#*/} + 1}
}
for line in $lifelines; do
  address=${line%% *} role=${line#* } was=${role#* } role=${role%% *}
  device "$address"
  [[ ! $was || $dev = "$was" ]] && continue
  # The most specific route of the main table that contains it.
  most=0 route=''
#? blocks
  home=$vpc
#.
#? any-six
  family=-4
  [[ $address != *:* ]] || family=-6
#.
  for row in $(ip "$family" -o route show match "$address" 2> /dev/null); do
    prefix "$row"
    bits "$prefix"
    ((${#bits} <= most)) || most=${#bits} route=$row
#? blocks
    # An address of the VPC's blocks may leave by its interface: a resolver of the VPC.
#? six
    [[ $dev = "$vpc6" ]] && home=$dev
#.
    [[ $NL$blocks$NL = *"$NL$prefix$NL"* && -n $dev && $dev = "$home" ]] && role+=-at-home
#.
  done
#? blocks
  [[ $role = resolver-* ]] && continue
#.
  # Without the earlier policy a route of the system may decide.
  prefix "$route"
  [[ -z $stale || $wanted =~ $NL([a-z]+ )?"$prefix " ]] || continue
  undo "${route%% proto *} takes $address ($role) away from $was, where the notebook needs it: narrow that route or add one for the address"
done

# Does the main table have them all?
table
missing
gone=0
for route in $absent; do
  ((++gone))
  first=${first:-$route}
#? !stop
  prefix "$route"
  skip[$prefix]=yes
#.
done
#? !stop
expand
lost=$((lost + gone))
#.
#? stop
((gone)) && undo "$gone of $total routes gone as soon as set, first $first"
#.
show 'table after' "$table"
for route in $before; do
  key "$route"
  [ "${held[$key]-}${held[$key proto static]-}" ] || say "note: ${verb[$key]-replaced} $route"
done

# Does the kernel use them? For each route it is queried for an address that no more specific route decides.
declare -A whole has inner
mark() { # ROUTE → $prefix, $bits
  prefix "$1"
  bits "$prefix"
  has[$bits]=yes
  above=${bits%?}
  while [[ $above && -z ${inner[$above]-} ]]; do inner[$above]=yes above=${above%?}; done
}
undecided() { # BITS → $at, none where more specific routes cover it
  at=$1
  [ "${inner[$1]-}" ] || return 0
  [ -z "${has[${1}0]-}" ] && undecided "${1}0" && return
  [ -z "${has[${1}1]-}" ] && undecided "${1}1"
}
#= no-routes
for route in $(ip -4 -o route show table local) 0.0.0.0 224.0.0.0/4 255.255.255.255; do
#.
  mark "$route"
  whole[$bits]=yes
done
for route in $table $wanted; do
#? any-six
  mark "$route"
#.
#? !any-six
  [[ $route = *:* ]] || mark "$route"
#.
done
asked=() batch='' covered=0
for route in $wanted; do
  mark "$route"
  if [ "${whole[$bits]-}" ] || ! undecided "$bits"; then ((++covered)); continue; fi
  printf -v bits %-128s "${at#?}"
  bits=${bits// /0} at=''
#? any-six
  if [[ $prefix = *:* ]]; then
    for i in 0 16 32 48 64 80 96 112; do printf -v at %s:%x "$at" $((2#${bits:i:16})); done
  else
#.
  for i in 0 8 16 24; do at+=.$((2#${bits:i:8})); done
#? any-six
  fi
#.
  asked+=("$route") batch+=${at#?}$NL
done
answered=0 why=''
for reply in $(each get "$batch" | ip -o -force -batch - 2>&1); do
  case $reply in
    'Command failed '*) reply=$why ;;
    *[0-9a-f:]' dev '*) ;;
    *) why=$reply; continue ;;
  esac
  route=${asked[answered]-}
  ((++answered))
  hop=${route#* }
  case $route@$reply in
    unreachable*@*'No route to host' | prohibit*@*'Permission denied' | blackhole*@*'Invalid argument') continue ;;
#? any-six
    unreachable*@unreachable* | prohibit*@prohibit* | blackhole*@blackhole*) continue ;;
#.
    *" via "*@*" ${hop%% proto *} "*) continue ;;
  esac
#? any-six
  winner="the kernel: $reply"
  prefix "$route"
  key "$route"
  at=$key
  for row in $table; do
    key "$row"
    [[ $row = ?(+([a-z]) )"$prefix "* && $key != "$at" ]] && winner="$row wins"
  done
  lost=$((lost + 1)) first="${first:-$route ($winner)}"
#.
#? !any-six
  lost=$((lost + 1)) first="${first:-$route (the kernel: $reply)}"
#.
done
#? stop
((answered == ${#asked[@]} && answered + covered == total)) ||
#.
#? !stop
((answered == ${#asked[@]} && answered + covered + cut + gone == total)) ||
#.
  fail "the kernel can be asked about $answered of $total routes only"
#? stop
((lost)) && undo "$lost of $total routes have no effect, first $first"
#.

# For the next start: what this one installed.
save() { # FILE, TEXT: all of it or nothing
  echo "$2" 2> /dev/null > "$1.new" && mv -f "$1.new" "$1"
}
rm -f "$unit" "$run/restore"
#? !restore
save "$run/routes" "$wanted" ||
  say "note: $run cannot be written: another policy's script will leave these routes"
#.
#? restore

# The restore service: a loop with this script's own functions and values. Any line of `ip monitor`, and 30 seconds
# without one, is a hint to compare; only what is missing is set, and what something else keeps replacing is left.
#? !find
look() { :; }
#.
back() {
  say "lost $lost of $count routes at $at, first $first: back within $((SECONDS - start + 1)) s"
  lost=0 rejected=''
  save "$run/routes" "$wanted"
}
restore() {
  local -A held ours rows left fights
  exec 3< <(exec ip monitor link address route 2>&1)
  lost=0 rejected='' pause=0.1 tries=0
  while :; do
    if read -r -t "$pause" -u 3; then
      tries=0
      for i in {1..50}; do read -r -t 0.2 -u 3 || break; done
    else
      (($? > 128)) || exit
    fi
    look && device 169.254.169.254 && [ "$dev" ]
    late=$?
    expand
    table || continue
    missing
    batch='' fought='' missed=0
    for route in $absent; do
      prefix "$route"
      row=${rows[$prefix]-}
      [[ $row =~ $connected ]] && continue
      if [ "$row" ]; then
        ((SECONDS >= ${left[$prefix]-0})) || continue
        past=${fights[$prefix]--60 -60 -60}
        if ((SECONDS - ${past%% *} < 60)); then
          left[$prefix]=$((SECONDS + 300))
          say "$route: replaced four times in a minute, by $row: left for five minutes"
          continue
        fi
        fought+="$prefix ${past#* }$NL"
      fi
      batch+=$route$NL
      ((++missed))
      ((lost + missed > 1)) || first=$prefix
    done
    ((lost || !missed)) || { printf -v at '%(%T)T' -1; start=$SECONDS; }
    ((lost > missed)) || lost=$missed
    if [ -z "$batch" ]; then
      ((lost)) && back
      pause=30
    elif ((late && SECONDS < start + 10)); then
      pause=1
    elif error=$(each replace "$batch" | ip -force -batch - 2>&1); then
      back
      pause=0.1
      for line in $fought; do fights[${line%% *}]="${line#* } $SECONDS"; done
    else
      [ "$rejected" ] || { reason; say "cannot restore $first yet: $error"; }
      rejected=yes pause=$((tries += tries < 30))
    fi
  done
}
{ save "$run/routes" "$wanted" && save "$run/restore" "set -uf +o posix
#= kept-values
$(declare -p {NL,IFS,PATH,run,policy,list,skip,connected})
#.
#= kept-functions
$(declare -f say look expand each reason table key prefix missing device save back restore)
#.
restore" && save "$unit" "[Unit]
Description=Routes of policy $policy
StartLimitIntervalSec=0
[Service]
ExecStart=/bin/bash $run/restore
Restart=always
RestartSec=3
CapabilityBoundingSet=CAP_NET_ADMIN" && timeout 20 systemctl daemon-reload &> /dev/null && service restart; } ||
  say 'note: no restore service: routes that something removes later stay removed'
#.
#? !stop
[ "$lost" = 0 ] || { reason || error=''; fail "$lost of $total routes missing, first $first${error:+ ($error)}"; }
#.
((covered)) && say "note: $covered of $total routes have no effect: more specific routes cover them"
same=''
[ "$table" != "$before" ] || same=' (unchanged)'
#= report
say "$total routes installed$same"
#.
#? on-start
user
#.
