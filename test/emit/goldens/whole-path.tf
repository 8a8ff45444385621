# What the VPC does with what the policy sends it: network.json is AWS's answer for this VPC.
resource "aws_sagemaker_notebook_instance_lifecycle_configuration" "routes" {
  name = "WholePath"
  on_start = base64encode(<<-EOT
    #!/bin/bash
    # WholePath: the routes of a SageMaker notebook instance, set at every start (OnStart).
    # Compiled by nbroute from a policy: change that and compile again, not this.
    # nbroute-policy 1 policy=WholePath vpc=10.20.0.0/16 subnet=10.20.0.0/20
    #
    # What the VPC does with what the policy sends it: network.json is AWS's answer for this VPC.
    [ -n "$${BASH_VERSION-}" ] || { echo 'nbroute: failed: run this with bash, not sh'; exit 1; }
    hash=9c09dd9bfff3
    policy=WholePath
    places="10.20.0.0/20 10.20.0.1"
    blocks="10.20.0.0/16"
    total=5
    # The routes in the policy's words, in the order they are set: reject routes first.
    list="
    # the VPC's own
    10.20.0.0/16 via vpc
    10.0.0.0/12 via vpc
    10.64.0.0/16 via vpc
    3.5.136.0/22 via vpc
    52.219.140.0/24 via vpc
    "
    set -uf +o posix
    export PATH=/usr/sbin:/usr/bin:/sbin:/bin
    NL=$'\n'
    IFS=$NL vpc='' vpc6='' router='' router6='' direct='' gateway=''

    say() { echo "nbroute $policy: $1"; }
    fail() { say "failed: $1"; exit 1; }
    # Into the log, with a title.
    show() { say "$1:"; echo "$2"; }

    for tool in ip cat sleep; do
      command -v "$tool" > /dev/null || fail "there is no $tool command in $PATH: install iproute, coreutils and gzip"
    done

    # The VPC's interface has an address in the subnet, whatever its name.
    address() { # -4 or -6, "SUBNET ROUTER" lines → $dev, $place
      for place in $2; do
        dev=$(ip "$1" -o addr show up to "$${place% *}")
        dev=$${dev#*: } dev=$${dev%% *}
        [ -z "$dev" ] || return 0
      done
    }
    look() {
      address -4 "$places"
      vpc=$dev router=$${place#* }
      [ -n "$vpc" ]
    }
    for waited in {0..59}; do look && break; sleep 1; done

    # The main table, a route a line, as each can be set again.
    table() { # → $table
      local rows route
      rows=$(ip -4 -o route show && ip -6 -o route show) || return
      table=
      for route in $rows; do
        route=$${route//\\} route=$${route// dead linkdown} route=$${route// linkdown} route=$${route%% expires *}
        route=$${route%% error *}
        table+=$NL$${route% }
      done
      table=$${table#"$NL"}
    }
    rules() {
      rules=$(ip "$1" rule)
      show "ip $1 rule" "$rules"
      [[ $${rules%% lookup main*} = *"$NL"*"$NL"* ]] && say "note: an ip rule precedes the main table: sockets bound to an interface's address may bypass these routes"
    }
    table || fail 'the routing table cannot be read'
    before=$table resolvers=$(cat /etc/resolv.conf 2>&1)
    say "script SHA-256 $hash"
    show addresses "$(ip -o addr)"
    rules -4
    show resolvers "$resolvers"
    show 'table before' "$before"
    [ -n "$vpc" ] || {
      fail "no interface has an address in 10.20.0.0/20 after 60 seconds: is the notebook in another subnet?"
    }
    [ "$waited" = 0 ] || say "note: waited $waited seconds for the network"

    # The routes as ip(8) takes them, with what was found here.
    expand() { # → $wanted, $count
      local line prefix action=''
      wanted='' count=0
      for line in $list; do
        case $line in
          '#'*) continue ;;
          *[.:/]*) prefix=$${line%% *}; [ "$prefix" = "$line" ] || action=$${line#* } ;;
          *) action=$line; continue ;;
        esac
        case $prefix-$action in
          *:*-via\ vpc) line="$prefix via $router6 dev $vpc6 proto static" ;;
          *-via\ vpc) line="$prefix via $router dev $vpc proto static" ;;
          *-via\ direct) line="$prefix via $gateway dev $direct proto static onlink" ;;
          *) line="$action $prefix proto static" ;;
        esac
        wanted+="route replace $line$NL" count=$((count + 1))
      done
    }
    expand
    [ "$count" = "$total" ] || fail "only $count of $total routes could be read; no route was set"

    # The interface an address leaves by; nothing where it is rejected.
    way() {
      local reply
      reply=$(ip -o route get "$1" 2> /dev/null) && reply=$${reply#* dev } && echo "$${reply%% *}"
    }
    # What a notebook cannot lose: metadata and with it its credentials, its gateways, its resolvers.
    lifelines='169.254.169.254 metadata'
    for route in $(ip -4 route show default); do
      [[ $route = 'default via '* ]] && route=$${route#default via } && lifelines+="$NL$${route%% *} gateway"
    done
    for route in $resolvers; do
      [[ $route =~ ^nameserver[[:blank:]]+([^[:blank:]]+) ]] && lifelines+="$NL$${BASH_REMATCH[1]} resolver"
    done
    ways=
    for line in $lifelines; do ways+="$line $(way "$${line% *}")$NL"; done
    matching() { # ADDRESS → the main table's routes that contain it
      if [[ $1 = *:* ]]; then ip -6 -o route show match "$1"; else ip -4 -o route show match "$1"; fi 2> /dev/null
    }
    # Whether an address of the VPC's blocks leaves by its interface: a resolver of the VPC may.
    at_home() {
      local block rows
      [ -n "$2" ] && [[ $2 = "$vpc" || $2 = "$vpc6" ]] || return
      rows=$NL$(matching "$1")
      for block in $blocks; do [[ $rows = *"$NL$block "* ]] && return; done
      return 1
    }

    # Puts the main table back.
    undo() {
      local route batch=$${wanted//route replace/route del}
      for route in $before; do batch+="route add $route$NL"; done
      echo "$batch" | ip -force -batch - > /dev/null 2>&1
      table
      show 'table put back' "$table"
      back='every route is put back'
      [ "$table" = "$before" ] || back='some are NOT put back: compare the tables'
    }

    # A network this instance is connected to has a route of the kernel: leave that alone.
    lost=0 first='' cut=0
    for route in $(ip -4 route show proto kernel); do
      prefix=$${route%% *} dev=$${route#* dev } dev=$${dev%% *}
      [[ $NL$wanted =~ $NL(route replace ([a-z]+ )?"$prefix "[^$NL]*) ]] || continue
      mine=$${BASH_REMATCH[1]}
      wanted=$${wanted/"$mine$NL"}
      if [[ $mine = *" dev $dev "* ]]; then count=$((count - 1)); else
        cutting="$prefix is the network of $dev here, which a route would cut off: leave it out of the policy"
        fail "$cutting; no route was set"
      fi
    done

    if ! error=$(echo "$wanted" | ip -batch - 2>&1); then
      undo
      at=$${error##*:} error=$${error%%"$NL"*} error=$${error%.}
      for route in $wanted; do ((--at)) || break; done
      [[ $error =~ gateway|route|unreach ]] && error+=" (a gateway has to be in its interface's subnet)"
      fail "$route: $error; $back"
    fi
    for line in $ways; do
      address=$${line%% *} role=$${line#* } dev=$${role#* } role=$${role%% *}
      now=$(way "$address")
      [ -z "$dev" ] || [ "$now" = "$dev" ] && continue
      [ "$role" = resolver ] && at_home "$address" "$now" && continue
      most=-1 route=''
      for row in $(matching "$address"); do
        length=0
        [[ $row = default* ]] || { length=$${row#*/} length=$${length%%[!0-9]*}; [[ $${row% via *} = */* ]] || length=128; }
        ((length <= most)) || most=$length route=$row
      done
      undo
      fail "$${route%% proto *} takes $address ($role) away from $dev, where the notebook needs it: narrow that route or add one for the address; $back"
    done

    # Does the main table have them all?
    key() { key=$${1%% proto static*} key="= $${key% dev lo}"; }
    missing() { # → $held, $absent
      local route
      held=() absent=
      for route in $table; do key "$route"; held[$key]=yes; done
      for route in $wanted; do
        key "$${route#route replace }"
        [ -n "$${held[$key]-}" ] || absent+=$${route#route replace }$NL
      done
    }
    declare -A held
    table || fail 'the routing table cannot be read'
    missing
    gone=0
    for route in $absent; do gone=$((gone + 1)) first=$${first:-$route}; done
    lost=$((lost + gone))
    [ "$lost" = 0 ] || { undo; fail "$lost of $count routes gone as soon as set, first $first; $back"; }
    show 'table after' "$table"
    for route in $before; do
      key "$route"
      [ -n "$${held[$key]-}" ] || say "note: replaced $route"
    done

    # Does the kernel go by them? It is asked, for each route, about an address that no more specific route decides.
    bytes=({0..1}{0..1}{0..1}{0..1}{0..1}{0..1}{0..1}{0..1})
    bits() { # PREFIX → $bits, after a 4 or a 6
      local part octet lead=4 at=$${1%/*}
      bits='' at=$${at/::/:-:}
      for part in $${at//:/$NL}; do
        case $part in
          *.*) for octet in $${part//./$NL}; do bits+=$${bytes[octet]}; done ;;
        esac
      done
      bits=$lead$bits
      [[ $1 != */* ]] || bits=$${bits:0:$${1#*/} + 1}
    }
    declare -A whole has inner
    mark() { # ROUTE → $prefix, $bits
      [[ $1 =~ [0-9a-f]*[.:][^[:blank:]]* ]]
      prefix=$${BASH_REMATCH[0]-}
      bits "$prefix"
      has[$bits]=yes
      local above=$${bits%?}
      while [ -n "$above" ] && [ -z "$${inner[$above]-}" ]; do inner[$above]=yes above=$${above%?}; done
    }
    undecided() { # BITS → $at, none where more specific routes cover it
      at=$1
      [ -n "$${inner[$1]-}" ] || return 0
      if [ -z "$${has[$${1}0]-}" ] && undecided "$${1}0"; then return 0; fi
      [ -z "$${has[$${1}1]-}" ] && undecided "$${1}1"
    }
    for route in $(ip -4 -o route show table local) 0.0.0.0 224.0.0.0/4 255.255.255.255; do
      mark "$route"
      whole[$bits]=yes
    done
    for route in $absent; do wanted=$${wanted/"route replace $route$NL"}; done
    for route in $table $wanted; do
      [[ $route = default* || $${route%% *} = *:* ]] || mark "$route"
    done
    asked=() batch='' asking=0 covered=0
    for route in $wanted; do
      mark "$route"
      if [ -n "$${whole[$bits]-}" ] || ! undecided "$bits"; then covered=$((covered + 1)); continue; fi
      printf -v bits %-128s "$${at#?}"
      bits=$${bits// /0} at=''
      for i in 0 8 16 24; do at+=.$((2#$${bits:i:8})); done
      asked[asking]=$${route#route replace } asking=$((asking + 1)) batch+="route get $${at#?}$NL"
    done
    answered=0 why=''
    for reply in $(echo "$batch" | ip -o -force -batch - 2>&1); do
      case $reply in
        'Command failed '*) reply=$why ;;
        'RTNETLINK answers: '* | Error*) why=$reply; continue ;;
      esac
      route=$${asked[answered]-} answered=$((answered + 1))
      hop=$${route#* }
      case $route@$reply in
        unreachable*@*'No route to host' | unreachable*@unreachable* | prohibit*@*'Permission denied' | prohibit*@prohibit*) continue ;;
        blackhole*@*'Invalid argument' | blackhole*@blackhole* | *" via "*@*" $${hop%% proto *} "*) continue ;;
      esac
      winner="the kernel: $reply"
      mark "$route"
      for row in $table; do
        key "$row"
        [[ $row = ?(unreachable |prohibit |blackhole )"$prefix "* && $${route%% proto static*} != "$${key#= }" ]] && winner="$row wins"
      done
      lost=$((lost + 1)) first="$${first:-$route ($winner)}"
    done
    [ "$answered-$((asking + covered + cut + gone))" = "$asking-$count" ] ||
      fail "the kernel can be asked about $answered of $count routes only"
    [ "$lost" = 0 ] || { undo; fail "$lost of $count routes have no effect, first $first; $back"; }
    [ "$covered" = 0 ] || say "note: $covered of $count routes decide nothing: more specific routes cover them"
    same=''
    [ "$table" != "$before" ] || same=' (unchanged)'
    say "$count routes installed$same: vpc on $vpc"
  EOT
  )
}

output "lifecycle_config_name" {
  description = "What a notebook instance takes as its lifecycle_config_name"
  value       = aws_sagemaker_notebook_instance_lifecycle_configuration.routes.name
}
