#!/bin/bash
# WholePath: the routes of a SageMaker notebook instance, set at every start (OnStart).
# Compiled by nbroute from a policy: change that and compile again, not this.
#
# What the VPC does with what the policy sends it: network.json is AWS's answer for this VPC.
[ -n "${BASH_VERSION-}" ] || { echo 'nbroute: failed: run this with bash, not sh'; exit 1; }
set -u +o posix
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
NL=$'\n'

# What is set, in ip-route(8)'s words: refusals first.
routes() {
  cat << END
# the VPC's own
route replace 10.20.0.0/16 via 10.20.0.1 dev $vpc proto static
route replace 10.0.0.0/12 via 10.20.0.1 dev $vpc proto static
route replace 10.64.0.0/16 via 10.20.0.1 dev $vpc proto static
route replace 3.5.136.0/22 via 10.20.0.1 dev $vpc proto static
route replace 52.219.140.0/24 via 10.20.0.1 dev $vpc proto static
END
}

say() { echo 'nbroute WholePath:' "$*"; }
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
look() {
  vpc=$(ip -4 -o addr show up to 10.20.0.0/20) vpc=${vpc#*: } vpc=${vpc%% *}
  [ -n "$vpc" ]
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
  [[ "$NL$(ip -4 route show match "$1")" =~ $NL(10\.20\.0\.0/16)' ' ]] && [ "$2" = "$vpc" ]
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

for tool in ip cat head tail sleep; do
  command -v "$tool" > /dev/null || fail "there is no $tool command in $PATH: install iproute, coreutils and gzip"
done
for waited in {0..59}; do look && break; sleep 1; done
before=$(table) resolvers=$(cat /etc/resolv.conf 2>&1)
say 'policy with SHA-256 054bfcef57dc...'
show addresses ip -o addr
rules -4
show resolvers echo "$resolvers"
show 'table before' echo "$before"
[ -n "$vpc" ] || fail "no interface has an address in 10.20.0.0/20 after 60 seconds: is the notebook in another subnet?"
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
say "$count routes stand$as: vpc on $vpc"
