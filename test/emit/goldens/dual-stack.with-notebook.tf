# Two zones, IPv4 and IPv6, and a script of our own.
# A route that cannot be set does not keep the notebook from starting.
resource "aws_sagemaker_notebook_instance_lifecycle_configuration" "routes" {
  name = "DualStack"
  on_start = base64encode(<<-EOT
    #!/bin/bash
    # DualStack: the routes of a SageMaker notebook instance, set at every start (OnStart).
    # Compiled by nbroute from a policy: change that and compile again, not this.
    # nbroute-policy 1 policy=DualStack vpc=10.64.0.0/16,2001:db8:1200::/56 subnet=10.64.16.0/20,10.64.32.0/20,2001:db8:1200:10::/64,2001:db8:1200:20::/64 on-failure=continue on-start=dual-stack-setup.sh
    #
    # Two zones, IPv4 and IPv6, and a script of our own.
    # A route that cannot be set does not keep the notebook from starting.
    [ -n "$${BASH_VERSION-}" ] || { echo 'nbroute: failed: run this with bash, not sh'; exit 1; }
    hash=3e27958e5768
    policy=DualStack
    started='on-start dual-stack-setup.sh'
    theirs=$PATH
    places="10.64.16.0/20 10.64.16.1
    10.64.32.0/20 10.64.32.1"
    places6="2001:db8:1200:10::/64 2001:db8:1200:10::1
    2001:db8:1200:20::/64 2001:db8:1200:20::1"
    blocks="10.64.0.0/16
    2001:db8:1200::/56"
    total=10
    # The routes in the policy's words, in the order they are set: reject routes first.
    list="
    10.0.0.0/8 unreachable
    172.16.0.0/12 unreachable
    192.168.0.0/16 unreachable
    fc00::/7 unreachable
    192.0.2.7 blackhole
    # the VPC's own
    10.64.0.0/16 via vpc
    2001:db8:1200::/56 via vpc
    # the data centre
    10.0.0.0/16 via vpc
    fd12:3456::/32 via vpc
    # SageMaker's own interface has been seen in here
    172.16.0.0/16 via direct
    "
    set -uf +o posix
    export PATH=/usr/sbin:/usr/bin:/sbin:/bin
    NL=$'\n'
    IFS=$NL vpc='' vpc6='' router='' router6='' direct='' gateway=''
    say() { echo "nbroute $policy: $1"; }
    fail() { say "failed: $1"; user; }
    show() { say "$1:"; echo "$2"; }
    refuse() { say "failed: $1; no route was set"; exit 1; }
    # on-start dual-stack-setup.sh: the user's own script, by its own shebang. Complete before any route changes.
    size=96
    file=$(mktemp 2>&1) || refuse "no file for the on-start script: $file"
    cat > "$file" << 'END_'
    #!/bin/sh
    # Runs once the routes stand.
    cat << 'END'
    It's $HOME, `id` and $${x} as they are.
    END
    END_
    trap 'rm -f "$file"' EXIT
    chmod 700 "$file"
    written=$(wc -c < "$file")
    [ "$((written))" = "$size" ] || refuse "only $((written)) of $size bytes of the on-start script fit into $${file%/*}: is it full?"
    [ -x "$file" ] || refuse "the on-start script cannot be run from $${file%/*}: is it mounted noexec?"
    user() {
    PATH=$theirs "$file" < /dev/null
    code=$?
    say "$started ended with exit code $code; see the routes above"
    exit "$code"
    }
    for tool in ip cat sleep mktemp chmod wc rm; do
    command -v "$tool" > /dev/null || fail "there is no $tool command in $PATH: install iproute, coreutils and gzip"
    done
    address() {
    for place in $2; do
    dev=$(ip "$1" -o addr show up to "$${place% *}")
    dev=$${dev#*: } dev=$${dev%% *}
    [ -z "$dev" ] || return 0
    done
    }
    look() {
    address -4 "$places"
    vpc=$dev router=$${place#* }
    address -6 "$places6"
    vpc6=$dev router6=$${place#* }
    [ -z "$vpc6" ] || [ -n "$(ip -6 route show "$${place% *}" dev "$vpc6")" ] || {
    router6=$(ip -6 route show default dev "$vpc6") router6=$${router6#default via } router6=$${router6%% *}
    }
    for route in $(ip -4 route show default) none; do
    gateway='' direct=$${route#* dev } direct=$${direct%% *}
    [[ $route = 'default via '* ]] || continue
    gateway=$${route#default via } gateway=$${gateway%% *}
    [ "$direct" = "$vpc" ] || break
    done
      [ -n "$vpc" ] && [ -n "$vpc6" ] && [ -n "$router6" ] && [ -n "$gateway" ]
    }
    for waited in {0..59}; do look && break; sleep 1; done
    table() {
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
    rules -6
    show resolvers "$resolvers"
    show 'table before' "$before"
    [ -n "$vpc" ] || {
      say "no interface has an address in 10.64.16.0/20 or 10.64.32.0/20 after 60 seconds: is the notebook in another subnet?"
      vpc=NOT-FOUND router=0.0.0.0
    }
    off6=/proc/sys/net/ipv6/conf/$vpc/disable_ipv6
    [ -e "$off6" ] || off6=/proc/sys/net/ipv6/conf/all/disable_ipv6
    [ -n "$vpc6" ] || {
      reason="no interface has an address in 2001:db8:1200:10::/64 or 2001:db8:1200:20::/64 after 60 seconds: is the notebook in another subnet?"
      [ "$(cat "$off6" 2> /dev/null)" = 0 ] || reason='IPv6 is disabled on this instance (net.ipv6.conf.*.disable_ipv6), and the policy has IPv6 routes via vpc'
      say "$reason"
      vpc6=NOT-FOUND router6=::
    }
    [ -n "$router6" ] || {
      say "the IPv6 subnet is not on-link and $vpc6 has learnt no router after 60 seconds: does the subnet's VPC have IPv6?"
      router6=::
    }
    [ -n "$gateway" ] || {
      say "no default route but the VPC's has a gateway after 60 seconds: is direct internet access disabled?"
      gateway=0.0.0.0 direct=NOT-FOUND
    }
    [ "$waited" = 0 ] || say "note: waited $waited seconds for the network"
    expand() {
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
    way() {
    local reply
    reply=$(ip -o route get "$1" 2> /dev/null) && reply=$${reply#* dev } && echo "$${reply%% *}"
    }
    lifelines='169.254.169.254 metadata'
    for route in $(ip -4 route show default); do
    [[ $route = 'default via '* ]] && route=$${route#default via } && lifelines+="$NL$${route%% *} gateway"
    done
    for route in $resolvers; do
    [[ $route =~ ^nameserver[[:blank:]]+([^[:blank:]]+) ]] && lifelines+="$NL$${BASH_REMATCH[1]} resolver"
    done
    ways=
    for line in $lifelines; do ways+="$line $(way "$${line% *}")$NL"; done
    matching() {
    if [[ $1 = *:* ]]; then ip -6 -o route show match "$1"; else ip -4 -o route show match "$1"; fi 2> /dev/null
    }
    at_home() {
    local block rows
    [ -n "$2" ] && [[ $2 = "$vpc" || $2 = "$vpc6" ]] || return
    rows=$NL$(matching "$1")
    for block in $blocks; do [[ $rows = *"$NL$block "* ]] && return; done
    return 1
    }
    undo() {
    local route batch=$${wanted//route replace/route del}
    for route in $before; do batch+="route add $route$NL"; done
    echo "$batch" | ip -force -batch - > /dev/null 2>&1
    table
    show 'table put back' "$table"
    back='every route is put back'
    [ "$table" = "$before" ] || back='some are NOT put back: compare the tables'
    }
    lost=0 first='' cut=0
    for route in $(ip -4 route show proto kernel && ip -6 route show proto kernel); do
    prefix=$${route%% *} dev=$${route#* dev } dev=$${dev%% *}
    [[ $NL$wanted =~ $NL(route replace ([a-z]+ )?"$prefix "[^$NL]*) ]] || continue
    mine=$${BASH_REMATCH[1]}
    wanted=$${wanted/"$mine$NL"}
    if [[ $mine = *" dev $dev "* ]]; then count=$((count - 1)); else
    cutting="$prefix is the network of $dev here, which a route would cut off: leave it out of the policy"
    say "$cutting"
    lost=$((lost + 1)) cut=$((cut + 1)) first=$${first:-$${mine#route replace }}
    fi
    done
    error=$(echo "$wanted" | ip -force -batch - 2>&1) # -force: goes on after a route that fails
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
    key() { key=$${1%% proto static*} key="= $${key% dev lo}"; }
    missing() {
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
    show 'table after' "$table"
    for route in $before; do
    key "$route"
    [ -n "$${held[$key]-}" ] || say "note: replaced $route"
    done
    bytes=({0..1}{0..1}{0..1}{0..1}{0..1}{0..1}{0..1}{0..1})
    bits() {
    local part octet lead=4 at=$${1%/*}
    bits='' at=$${at/::/:-:}
    local size=33
    [[ $1 != *:* ]] || lead=6 size=129
    for part in $${at//:/$NL}; do
    case $part in
    *.*) for octet in $${part//./$NL}; do bits+=$${bytes[octet]}; done ;;
    -) lead+=$bits bits='' ;;
    *) part=$((16#$part)) bits+=$${bytes[part >> 8]}$${bytes[part & 255]} ;;
    esac
    done
    while (($${#lead} + $${#bits} < size)); do lead+=0; done
    bits=$lead$bits
    [[ $1 != */* ]] || bits=$${bits:0:$${1#*/} + 1}
    }
    declare -A whole has inner
    mark() {
    [[ $1 =~ [0-9a-f]*[.:][^[:blank:]]* ]]
    prefix=$${BASH_REMATCH[0]-}
    bits "$prefix"
    has[$bits]=yes
    local above=$${bits%?}
    while [ -n "$above" ] && [ -z "$${inner[$above]-}" ]; do inner[$above]=yes above=$${above%?}; done
    }
    undecided() {
    at=$1
    [ -n "$${inner[$1]-}" ] || return 0
    if [ -z "$${has[$${1}0]-}" ] && undecided "$${1}0"; then return 0; fi
    [ -z "$${has[$${1}1]-}" ] && undecided "$${1}1"
    }
    for route in $(ip -4 -o route show table local && ip -6 -o route show table local) 0.0.0.0 224.0.0.0/4 255.255.255.255 :: fe80::/10 ff00::/8; do
    mark "$route"
    whole[$bits]=yes
    done
    for route in $absent; do wanted=$${wanted/"route replace $route$NL"}; done
    for route in $table $wanted; do
    [[ $route = default* ]] || mark "$route"
    done
    asked=() batch='' asking=0 covered=0
    for route in $wanted; do
    mark "$route"
    if [ -n "$${whole[$bits]-}" ] || ! undecided "$bits"; then covered=$((covered + 1)); continue; fi
    printf -v bits %-128s "$${at#?}"
    bits=$${bits// /0} at=''
    if [[ $prefix = *:* ]]; then
    for i in 0 16 32 48 64 80 96 112; do printf -v at %s:%x "$at" $((2#$${bits:i:16})); done
    else
    for i in 0 8 16 24; do at+=.$((2#$${bits:i:8})); done
    fi
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
    [ "$lost" = 0 ] || fail "$lost of $count routes missing, first $first$${error:+ ($${error%%"$NL"*})}"
    [ "$covered" = 0 ] || say "note: $covered of $count routes decide nothing: more specific routes cover them"
    same=''
    [ "$table" != "$before" ] || same=' (unchanged)'
    say "$count routes installed$same: vpc on $vpc, vpc (IPv6) on $vpc6, direct on $direct via $gateway"
    user
  EOT
  )
}

output "lifecycle_config_name" {
  description = "What a notebook instance takes as its lifecycle_config_name"
  value       = aws_sagemaker_notebook_instance_lifecycle_configuration.routes.name
}

variable "notebook_name" {
  type        = string
  description = "What the notebook instance is called"
  default     = "DualStack"
}

variable "role_arn" {
  type        = string
  description = "The IAM role the notebook instance works with"
}

variable "instance_type" {
  type        = string
  description = "Its size"
  default     = "ml.t3.medium"
}

variable "subnet_id" {
  type        = string
  description = "The subnet the policy is for: 10.64.16.0/20 or 10.64.32.0/20 or 2001:db8:1200:10::/64 or 2001:db8:1200:20::/64"
}

variable "security_group_ids" {
  type        = list(string)
  description = "Its security groups"
}

resource "aws_sagemaker_notebook_instance" "notebook" {
  name                   = var.notebook_name
  role_arn               = var.role_arn
  instance_type          = var.instance_type
  platform_identifier    = "notebook-al2023-v1"
  direct_internet_access = "Enabled"
  subnet_id              = var.subnet_id
  security_groups        = var.security_group_ids
  lifecycle_config_name  = aws_sagemaker_notebook_instance_lifecycle_configuration.routes.name
}
