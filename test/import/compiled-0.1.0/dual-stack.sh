#!/bin/bash
# DualStack: the routes of a SageMaker notebook instance, set at every start (OnStart).
# Compiled by nbroute from a policy: change that and compile again, not this.
#
# Two zones, IPv4 and IPv6, and a script of our own.
# A route that cannot be set does not keep the notebook from starting.
[ -n "${BASH_VERSION-}" ] || { echo 'nbroute: failed: run this with bash, not sh'; exit 1; }
set -u +o posix
theirs=$PATH
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
NL=$'\n'

# What is set, in ip-route(8)'s words: refusals first.
routes() {
  cat << END
route replace unreachable 10.0.0.0/8 proto static
route replace unreachable 172.16.0.0/12 proto static
route replace unreachable 192.168.0.0/16 proto static
route replace unreachable fc00::/7 proto static
route replace blackhole 192.0.2.7 proto static
# the VPC's own
route replace 10.64.0.0/16 via $router dev $vpc proto static
route replace 2001:db8:1200::/56 via $router6 dev $vpc6 proto static
# the data centre
route replace 10.0.0.0/16 via $router dev $vpc proto static
route replace fd12:3456::/32 via $router6 dev $vpc6 proto static
# SageMaker's own interface has been seen in here
route replace 172.16.0.0/16 via $gateway dev $direct proto static onlink
END
}

say() { echo 'nbroute DualStack:' "$*"; }
fail() { say "failed: $*"; user; } # on-failure continue: the notebook starts all the same
# Into the log, with a title.
show() { say "$1:"; "${@:2}"; }

# The main table, a route a line, as each can be set again.
table() {
  { ip -4 -o route show; ip -6 -o route show; } | while read -r route; do
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
# The IPv6 router is the subnet's base + 1 where the subnet is on-link, else the one learnt.
# The direct gateway is the next hop of the default route that leaves by another one.
look() {
  while read -r subnet router; do
    vpc=$(ip -4 -o addr show up to "$subnet") vpc=${vpc#*: } vpc=${vpc%% *}
    [ -n "$vpc" ] && break
  done << END
10.64.16.0/20 10.64.16.1
10.64.32.0/20 10.64.32.1
END
  while read -r subnet router6; do
    vpc6=$(ip -6 -o addr show up to "$subnet") vpc6=${vpc6#*: } vpc6=${vpc6%% *}
    [ -n "$vpc6" ] && break
  done << END
2001:db8:1200:10::/64 2001:db8:1200:10::1
2001:db8:1200:20::/64 2001:db8:1200:20::1
END
  [ -z "$vpc6" ] || [ -n "$(ip -6 route show "$subnet" dev "$vpc6")" ] ||
    read -r _ _ router6 _ <<< "$(ip -6 route show default dev "$vpc6")"
  while read -r _ via gateway _ direct _; do
    [ "$via" = via ] && [ "$direct" != "$vpc" ] && break
  done <<< "$(ip -4 route show default)"
  [ -n "$vpc" ] && [ -n "$vpc6" ] && [ -n "$router6" ] && [ -n "$gateway" ]
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
  [[ "$NL$(ip -4 route show match "$1" 2> /dev/null)" =~ $NL(10\.64\.0\.0/16)' ' ]] && [ "$2" = "$vpc" ] ||
    [[ "$NL$(ip -6 route show match "$1" 2> /dev/null)" =~ $NL(2001:db8:1200::/56)' ' ]] && [ "$2" = "$vpc6" ]
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

# on-start dual-stack-setup.sh: the user's own script, by its own shebang.
user() {
  local file code
  file=$(mktemp) || { say "failed: no file to be had for the on-start script; the routes are as said above"; exit 1; }
  cat > "$file" << 'END_'
#!/bin/sh
# Runs once the routes stand.
cat << 'END'
It's $HOME, `id` and ${x} as they are.
END
END_
  chmod 700 "$file"
  PATH=$theirs "$file" < /dev/null
  code=$?
  rm -f "$file"
  say 'on-start dual-stack-setup.sh' "ended with exit code $code; the routes are as said above"
  exit "$code"
}

for tool in ip cat head tail sleep mktemp chmod rm; do
  command -v "$tool" > /dev/null || fail "there is no $tool command in $PATH: install iproute, coreutils and gzip"
done
for waited in {0..59}; do look && break; sleep 1; done
before=$(table) resolvers=$(cat /etc/resolv.conf 2>&1)
say 'policy with SHA-256 e8450a56a808...'
show addresses ip -o addr
rules -4
rules -6
show resolvers echo "$resolvers"
show 'table before' echo "$before"
[ -n "$vpc" ] || { say "no interface has an address in 10.64.16.0/20 or 10.64.32.0/20 after 60 seconds: is the notebook in another subnet?"; vpc=NOT-FOUND router=0.0.0.0; }
[ -n "$vpc6" ] || { say "no interface has an address in 2001:db8:1200:10::/64 or 2001:db8:1200:20::/64 after 60 seconds: is the notebook in another subnet?"; vpc6=NOT-FOUND router6=::; }
[ -n "$router6" ] || { say "the IPv6 subnet is not on-link and $vpc6 has learnt no router after 60 seconds: does the subnet's VPC have IPv6?"; router6=::; }
[ -n "$gateway" ] || { say "no default route but the VPC's has a gateway after 60 seconds: is direct internet access disabled?"; gateway=0.0.0.0 direct=NOT-FOUND; }
[ "$waited" = 0 ] || say "note: waited $waited seconds for the network"

wanted=$(routes)
ways=$(lifelines | while read -r address role; do echo "$address $role $(way "$address")"; done)

# A network this instance is connected to has a route of the kernel: leave that alone.
lost=0 first=
while read -r prefix _ dev _; do
  [[ $wanted =~ (^|$NL)(route replace ([a-z]* )?"$prefix "[^$NL]*) ]] || continue
  mine=${BASH_REMATCH[2]}
  [[ $mine = *" dev $dev "* ]] || { say "$prefix is the network of $dev here, which a route would cut off: leave it out of the policy"; lost=$((lost + 1)) first=${first:-${mine#route replace }}; }
  wanted=${wanted/"$mine"/"# $prefix: connected to $dev"}
done <<< "$(ip -4 route show proto kernel; ip -6 route show proto kernel)"

error=$(ip -force -batch - 2>&1 <<< "$wanted") # -force: goes on after a route that fails
while read -r address role dev; do
  now=$(way "$address")
  [ -z "$dev" ] || [ "$now" = "$dev" ] && continue
  [ "$role" = resolver ] && at_home "$address" "$now" && continue
  route=$({ ip -4 -o route show match "$address"; ip -6 -o route show match "$address"; } 2> /dev/null | tail -n 1)
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
show 'table after' echo "$after"
while read -r route; do
  key "$route"
  [ -z "$route" ] || [ -n "${held[$key]-}" ] || say "note: replaced $route"
done <<< "$before"
[ "$lost" = 0 ] || fail "$lost of $count routes missing, first $first${error:+ (${error%%"$NL"*})}"
as=
[ "$after" != "$before" ] || as=', as before'
say "$count routes stand$as: vpc on $vpc, vpc (IPv6) on $vpc6, direct on $direct via $gateway"

user
