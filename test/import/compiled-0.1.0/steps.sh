#!/bin/bash
# Packed: the routes of a SageMaker notebook instance, set at every start (OnStart).
# Compiled by nbroute from a policy: change that and compile again, not this.
#
# Many networks.
[ -n "${BASH_VERSION-}" ] || { echo 'nbroute: failed: run this with bash, not sh'; exit 1; }
set -u +o posix
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
NL=$'\n'

# 1503 routes, too many to write out: 1 unreachable, 1501 via vpc, 1 via direct.
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
# Steps between the prefixes of a length: 5 bits a digit, 32 more in the last.
unfold() {
  while read -r word steps; do
    [[ $word = /* ]] || { echo "$word"; continue; }
    at=0 step=0
    while read -r -n 1 digit && [ -n "$digit" ]; do
      step=$((step * 32 + (64#$digit & 31)))
      ((64#$digit < 32)) && continue
      at=$((at + step)) step=$((at << 32 - ${word#/}))
      echo "$((step >> 24)).$((step >> 16 & 255)).$((step >> 8 & 255)).$((step & 255))${word#/32}"
      at=$((at + 1)) step=0
    done <<< "$steps"
  done
}
routes() {
  base64 -d << END | gzip -cd | unfold | each
H4sIAAAAAAACAx1YRxaqzBKe31XcHTyqA2GmqBgxgIg44ZBzRkRX/+r+MzytdHfVl8p33UdekHp+Gf35H4h/SaL9mdrgv2fwBRcf5L9AD+AdPeN9YiYxyat6QXUPbvzWm3AQr/HML8NO0YCrZH+D0rpB8Fl5Oxhf5Ss9iza944dyCXvxSQq1+FDbbWa+GZzkBPQZHqO1tyKlZoAzHbntqWwFwbH9wRfir/JVNGJ1D67Hy2RxbmcVvE35IcGBzOEOYpO7qUmGDTG9b2gHj+g8OjA58ja7k9SiD0gWJHaA61S85Gr5I1q/Av/IbACDGLBJTxAu2e7tPCHbgfgIX+LK2/gW1E9fpQ+2TJ7DlqnZq1oxfXgEaqMB2bbP+kx7FYRf/QFyBd8BCU+7Ykt+A3KC91l+1RpIOi33npXYogF8E2tkS8Izv8KXTpa0jNfBL7RJteyW3Ycc6UKxoHTqL/X26TLSiPThv+IW
mcR9P/0LNDbINtxI50orT1dusAtewblWk7UrqcSJ9tELltUdQrUw4cW1ybhY5T08kPFLGiuz/Hu9FB+jSqUrJPpVsuMT3jhaKrbyyU98Bd0y0946YFPugUpPyUF8xEsq7P1FdHnR2Xuya/Kg8oYsYGa/i7ekNrGIovKzYsaz4ua78Vqv2TrZd2v/S3In+hLBBOnCl+SZ39+fYRvcyrlwyQ9fITrvFbVgB7f2MB7rc+HGen6AUk3sLRGfuQ76cAe6gVAnd7oj38CKLgQc8mnmSVOeImKTCH+ZsJguvg71MXhCs2fiZ0ejA7yIRtckf0B6EseZgB4Jh8CF9EroKj6NhhLY5Eb7RbAhcCDyGaoHFFtQnlKqedVq3Ac6P4136Gwo7GLWaPQD6UyEJYinjKlKZcFoyewOxY97WuAQ+dZuoTv7a9ocCFeBO/K9tqF0CbGBXoF9eGY4rQo3yL+9817/Q+SPNiupfFDy
otGeFg5937EA8YqbEDhA9vmO6MrKsyn50Ed/J+2avB9E2UO4Z9KBljdRI5k5WX5ls1keXd4ughe9JyqQhyc5ivCsflDajP5gsBh1kKDCEztIvZNINfYYLqB86PhrVa4YFBs+OMw3RH4G/wGRlazFuzS9WHmH/C4VLkRH0eR3iAwJWfihzZZL9nvp8Y1UOtC9IHNIpUlMA3kJgwHJHupTsOHNUULGFnjzNWRbgsyM5/EK0wcEk5AdoQs+6NGCVAfJfyJu2HDiw47ypVjrhO6hO4mXoNNGnfF784MLKZ6jTmVXKmamWERUx1WhMckgxOofMG6Br6fjGsKTfyN8C+lB6VftiXWWhDTUSXJJlWeZ7kRvw2KNtjYWn9EvebLiInWb7AjpEXqXiCaZlsmVJcs0PCKtZOFKvCX0t9wh+QpliOV266IyyjcZWSF+QFYJKoy0BXgQfw2NFRYbUs20NgYbq8IuouCIXGts
Tq+EH4dlrTF+ocVOym2v18J4o1gdlk6T7kS6yv2OtS7lC2kHdGaH6cLIgUS49GAoxB2qH2qRDb5K/B1Ma2V0qDLHW4i3pPgGc76h8QJCG3lC/iZ0X3imOC7CHfdcaVhL+TdTTPBu7bnMTCV+km7PRxNGmyp6tyORQWiuM+EIkNoSNXzxV0lHOXpKkebBafJ1vz6Sfk3CDUTSjpI1SHeIJyeeXko+M9gE9DtsodVZs4bkkBUHBrsqMqXMFNMf6+wwPrLElMQTDLYk2nK/zrw9CO2L+ZtCuTHZGIpXiKiuZiJ8s0wllUGLT97NbfcN3oac7nm+Yb4LfrXgvUWKc6wH2a4ofmK5DAq9moPm68ULOp3hfaPkEVHTiw6xvKYt0qt2YdSHzi2CRcaNdLx5tixfEH8hGpBc2zRwe/L0Mp0UD8Wza2UZS1oCGyY/6LRoDFZueHT1ixWpvyl8CHpEYnDUaOXU74cYu7UB
Gqu0PjW1CrlGy101aqzal+Dkigu4P7tRPkNusewZFicWPv1C+0eRYUuED5GQP6ZYq4zaTXJDJnreM6HntHP+ifwhqRwyPSmce+XoZ4aknGSyJMqV9heIVnl3gXrjxTfe/EbpAoUwT9Kuqndl9VXqJ22vYriN0kOfXsR8SVCREc5UWHrRkstPnqyL4RXJp5JYFFtYm0hliKnNyI2nv4Gu6XgP6Tdsz5yZSnYXK0R9byuTE7WvhGpEnP33Na13Ndw6CTFl8e4JnNm0frV8JbcLqTDYcPe6L02+QJobtjkebJ65kY9RwhQrg4U70lvie1b4p+I2k+bA2/LamaQrV+X6FtYnKn/Q7VnziYptqJwLtu2cAE5KY/njPgzOjH+V7oSOQLy7ROdxBmkdeCc/PIwbsTuIykaMfyxUIZAvINNTVWx7uszHOdKTaBOgmlZm0ay86qckH5qf5OEBgj6g2d2V7pGJKsCBp7h+
UaIfLUxfQuNzR1T5cFqI0ZL2dizd2biTS5dJqpj8aPyM5RsI/aoix3S0WLqTYM+Hj5xvKaYlpiJf6V8SRK8MJUVJb0qo08IYpt8kal636VBfqMv9m+9dxn7uNxE4tI1cma+Bi6sy/vTDWhZUypDuJs8WTLKC9wqadA8k31PWfcPygYUBYUHFx9Q/YjQ0EWs+aLw7N5EhTnONnC2vgbCsFTTx/AUeasX4iqUbUTTZrj03iu8RHCvBjnP8abAGWj7EyGXTDyplP9JFj/aNbU2SJXSFytXkQCqrzDY0WIJcHkk3YNlUIteXMbeKN+p1oUsuNBeosmecmv6/zDPeRLZvnwDjyS+dcQVCeg/jVdc9qHRCjfUwrQTtHAg2Hn8r59ZbcYD1m6bSoIe7uIBajRMLJoSnaEOYWynZJI0BaAkD2mI2fWR+lTMDq9o1av02wDOz+Fd2+yje07dFUu8GCvLXp0+ifD26rQRV
jo+BrIGYHOTcrJBJ/oGymxeqZbEtBAPqdg+tZEbTmhCn9+9ys22UAwIhn+ah3OV0AVF66iKbEOHMYwT6Xhq3wUUKDWgwx3hwK2XMxuw0th9Rnv3ulvNHMupKcmliHfxw/U528ftQKZt0WtV8SeViJUbbfyvIqyT8DZFJa0fhGkDyDdFyA2LCe9CyYPbAQWkmJaYMuZkzMEMMkf6L0EyjaCQVPRc1Fhpdp0XsfEkU62F+jYYH6Y23OOeeDbHsep4bDotkOr93oCSWVNjpdKR4V/EahOecGqQ/kHbF4QiSd44924/XQ/vNyFz7LyjqjcSvAcWgo7xAqlGjcyvAqwlslcEPyZuP/yyV5PEhQsVEvxVGVwzxrAYRi1eU7DPMusoXgvIIWXBW3mcmn1k+B4oVcpcXZ2jCA0SJSkJBh6Z2Ujgod158wYuvSngbyydmj5ji6ZUf+pYVTDtZ0KVoTkrXq/aI52/Zvkir
nMRg3UyaTF9kmrNqBe2qap7N+JJgCeVbTxTHH/DkEW4jHxHzbpH9aPspj0ljIpkZklk48BBtOaSLRNLq/pewC83SBcTpqssXPEiXNHnwSdCZZ0LlGRwxm79XQWqAPB69DwzKFbr3p3kbXPhRnmPu8M70X2On9BULz6bRO/hygd1l31JKs5bv4EXnWnrFPiIJkxsZ3PhtEq918+bb1S/O9iQJFzG9ExGngiZ+9b0BobQn+fuGENQgl+5+8iHUeyTSrr1GgkarfsOqxJajX999mCDY9YBFbuwk2YAUua0xYgWgeGBbnmzgJpHFFwVyAb88M99J+bblXyJZTIYrjWu3KpeEMTflG/B7s21OBRoz00nmQINFDFB1YNpJ7ICqDKFoQtJ+meyfufBgEUUhLE5kxLwZLiHoLrQbPrRv7gFGebm3iYLClfgGtnJLlFj1nzmK6LTjvkEifi4Ao2z7JYlk9bhPn238AON+
ohXeLsJcVQcLlt8jHCJKrDJbh+IaWHam5TkQXiRDI0B/mornFL7eDYYTYhbiIcGYzoYd6XAqTAu7HVHsxnVQLUCYFl70zSQdpP4uwrOhCN7sxrLGnaqDEl9Bjh9vHGi9FROXJT2k1SpLLx1GTp4ssG20Q4XvExxrEswgeMVA1CiZjulwInmxTjw9r48121OKvoEDev7KMifjDyW4kLTYe40DWXPMpWMWLoJJTeptUZ0ApC2p6i82W6MTtcXRcwCy63tClk92jAMXx0rKyRVoemkrNYxfGVhkQqykOJal9CLyGucvWGXCA6pm7pPtm50nDDLje00EdoAh379jtOrqSb18JfbNXLdOUP4ooSr0mB1z5erj6CU+aFevUKazekvGxMHL3XOM+wxp/o6WfYmh20P619dJwpTMZxphMBf6M22VHU/Q3Ef0UO9F4mxmpNPfzIC4PsSY2/sSscLW3Pct2uXnvtiJzQkD
OpdxvqBsIeFXxfGQp3rMcNJ7r1uclbzkw2UneZA0eir5mdJ+Mwpu4a+i/ExYZxLkAJDUCPClmbD+E2Z9FIz4lwn/2zTan/8DoAqYzlwRAAA=
END
}

say() { echo 'nbroute Packed:' "$*"; }
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
say 'policy with SHA-256 0630f04f5368...'
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
