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
    hash=b7eda343be03
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
    set -uf +eCo posix
    export PATH=/usr/sbin:/usr/bin:/sbin:/bin
    NL=$'\n'
    IFS=$NL vpc=''
    run=/run/nbroute unit=/run/systemd/system/nbroute-restore.service
    say() { echo "nbroute $policy: $1"; }
    fail() { say "failed: $1"; exit 1; }
    show() { say "$1:"; echo "$2"; }
    for tool in ip cat sleep; do
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
      [ "$vpc" ]
    }
    SECONDS=0
    for waited in {0..59}; do look || ((SECONDS > 59)) && break; sleep 1; done
    table() {
      local lines route
      lines=$(ip -4 -o route show && exec ip -6 -o route show) || return
      table=
      for route in $lines; do
        route=$${route//\\} route=$${route// dead linkdown} route=$${route// linkdown} route=$${route%% expires *}
        route=$${route%% error *}
        table+=$NL$${route% }
      done
      table=$${table#"$NL"}
    }
    table || fail 'the routing table cannot be read'
    before=$table resolvers=$(exec cat /etc/resolv.conf 2>&1)
    say "script SHA-256 $hash"
    show addresses "$(ip -o addr)"
    family=-4
      rules=$(ip "$family" rule)
      show "ip $family rule" "$rules"
      [[ $${rules%% lookup main*} = *"$NL"*"$NL"* ]] && say "note: an ip rule precedes the main table: sockets bound to an interface's address may bypass these routes"
    show resolvers "$resolvers"
    show 'table before' "$before"
    [ "$vpc" ] || {
      fail "no interface has an address in 10.20.0.0/20 after 60 seconds: is the notebook in another subnet?"
    }
    ((waited)) && say "note: waited $SECONDS seconds for the network"
    declare -A held ours rows verb skip=()
    expand() {
      wanted=$NL count=0 action=''
      for line in $list; do
        case $line in
          '#'*) continue ;;
          *[.:/]*) prefix=$${line%% *}; [ "$prefix" = "$line" ] || action=$${line#* } ;;
          *) action=$line; continue ;;
        esac
        [ "$${skip[$prefix]-}" ] && continue
        case $prefix-$action in
          *-via\ vpc) line="$prefix via $${router:-0.0.0.0} dev $${vpc:-NOT-FOUND} proto static" ;;
          *) line="$action $prefix proto static" ;;
        esac
        wanted+=$line$NL
        ((++count))
      done
    }
    expand
    ((count == total)) || fail "only $count of $total routes could be read; no route was set"
    each() { for route in $2; do echo "route $1 $route"; done; }
    reason() {
      [[ $NL$error =~ $NL([^$NL]*[^$NL.])\.?$NL'Command failed -:'([0-9]+) ]] && error=$${BASH_REMATCH[1]}
    }
    key() {
      key="= $1"
    }
    prefix() {
      prefix=0.0.0.0/0
      [[ $1 =~ ^([a-z]+ )?([0-9a-f]*[.:][^ ]*) ]] && prefix=$${BASH_REMATCH[2]}
    }
    connected=' proto kernel| scope link'
    missing() {
      held=() ours=() rows=() absent=''
      for route in $table; do
        key "$route"
        held[$key]=yes
        prefix "$route"
        [[ $route = *' metric '* && ! $route =~ $connected ]] || rows[$prefix]=$route
      done
      for route in $wanted; do
        key "$route"
        ours[$key]=yes
        [ "$${held[$key]-}" ] || absent+=$route$NL
      done
    }
    missing
    lost=0 first=''
    for route in $wanted; do
      prefix "$route"
      row=$${rows[$prefix]-} dev=$${row#* dev } dev=$${dev%% *}
      [[ $row = *' proto kernel'* ]] || continue
      skip[$prefix]=yes
      if [[ $route = *" dev $dev "* ]]; then ((--total)); else
        fail "$prefix is the network of $dev here, which a route would cut off: leave it out of the policy; no route was set"
      fi
    done
    expand
    service() { [ -d "$${unit%/*}" ] && timeout 20 systemctl "$1" nbroute-restore &> /dev/null; }
    stale=''
    for route in $([ -O "$run/routes" ] && exec cat "$run/routes"); do
      key "$route"
      [[ $${held[$key]-} && ! $${ours[$key]-} ]] || continue
      verb[$key]="removed an earlier policy's"
      stale+=$route$NL
    done
    device() {
      dev=$(exec ip -o route get "$1" 2> /dev/null)
      dev=$${dev#* dev } dev=$${dev%% *}
    }
    lifeline() { device "$1"; lifelines+="$1 $2 $dev$NL"; }
    lifelines=''
    lifeline 169.254.169.254 metadata
    for route in $before; do
      [[ $route = 'default via '+([0-9.])' '* ]] && route=$${route#default via } && lifeline "$${route%% *}" gateway
    done
    for route in $resolvers; do
      [[ $route =~ ^nameserver[[:blank:]]+([^[:blank:]]+) ]] && lifeline "$${BASH_REMATCH[1]}" resolver
    done
    undo() {
      { each del "$wanted"; each add "$before"; } | ip -force -batch - &> /dev/null
      service start
      table
      show 'table put back' "$table"
      [ "$table" = "$before" ] && fail "$1; every route is put back"
      fail "$1; some are NOT put back: compare the tables"
    }
    service stop
    install -d -m 700 "$run" && echo "$absent" 2> /dev/null >> "$run/routes"
    error=$(each replace "$wanted" | ip -batch - 2>&1) || {
      reason
      nth=$${BASH_REMATCH[2]-0}
      for route in $wanted; do ((--nth)) || break; done
      [[ $error =~ gateway|route|unreach ]] && error+=" (a gateway has to be in its interface's subnet)"
      undo "route replace $route: $error"
    }
    [ -z "$stale" ] || each del "$stale" | ip -force -batch - &> /dev/null
    bytes=({0..1}{0..1}{0..1}{0..1}{0..1}{0..1}{0..1}{0..1})
    bits() {
      bits=4 at=$${1%/*}
      for octet in $${at//./$NL}; do bits+=$${bytes[octet]}; done
      [[ $1 != */* ]] || bits=$${bits:0:$${1#*/} + 1}
    }
    for line in $lifelines; do
      address=$${line%% *} role=$${line#* } was=$${role#* } role=$${role%% *}
      device "$address"
      [[ ! $was || $dev = "$was" ]] && continue
      most=0 route=''
      home=$vpc
      for row in $(ip "$family" -o route show match "$address" 2> /dev/null); do
        prefix "$row"
        bits "$prefix"
        (($${#bits} <= most)) || most=$${#bits} route=$row
        [[ $NL$blocks$NL = *"$NL$prefix$NL"* && -n $dev && $dev = "$home" ]] && role+=-at-home
      done
      [[ $role = resolver-* ]] && continue
      prefix "$route"
      [[ -z $stale || $wanted =~ $NL([a-z]+ )?"$prefix " ]] || continue
      undo "$${route%% proto *} takes $address ($role) away from $was, where the notebook needs it: narrow that route or add one for the address"
    done
    table
    missing
    gone=0
    for route in $absent; do
      ((++gone))
      first=$${first:-$route}
    done
    ((gone)) && undo "$gone of $total routes gone as soon as set, first $first"
    show 'table after' "$table"
    for route in $before; do
      key "$route"
      [ "$${held[$key]-}$${held[$key proto static]-}" ] || say "note: $${verb[$key]-replaced} $route"
    done
    declare -A whole has inner
    mark() {
      prefix "$1"
      bits "$prefix"
      has[$bits]=yes
      above=$${bits%?}
      while [[ $above && -z $${inner[$above]-} ]]; do inner[$above]=yes above=$${above%?}; done
    }
    undecided() {
      at=$1
      [ "$${inner[$1]-}" ] || return 0
      [ -z "$${has[$${1}0]-}" ] && undecided "$${1}0" && return
      [ -z "$${has[$${1}1]-}" ] && undecided "$${1}1"
    }
    for route in $(ip -4 -o route show table local) 0.0.0.0 224.0.0.0/4 255.255.255.255; do
      mark "$route"
      whole[$bits]=yes
    done
    for route in $table $wanted; do
      [[ $route = *:* ]] || mark "$route"
    done
    asked=() batch='' covered=0
    for route in $wanted; do
      mark "$route"
      if [ "$${whole[$bits]-}" ] || ! undecided "$bits"; then ((++covered)); continue; fi
      printf -v bits %-128s "$${at#?}"
      bits=$${bits// /0} at=''
      for i in 0 8 16 24; do at+=.$((2#$${bits:i:8})); done
      asked+=("$route") batch+=$${at#?}$NL
    done
    answered=0 why=''
    for reply in $(each get "$batch" | ip -o -force -batch - 2>&1); do
      case $reply in
        'Command failed '*) reply=$why ;;
        *[0-9a-f:]' dev '*) ;;
        *) why=$reply; continue ;;
      esac
      route=$${asked[answered]-}
      ((++answered))
      hop=$${route#* }
      case $route@$reply in
        unreachable*@*'No route to host' | prohibit*@*'Permission denied' | blackhole*@*'Invalid argument') continue ;;
        *" via "*@*" $${hop%% proto *} "*) continue ;;
      esac
      lost=$((lost + 1)) first="$${first:-$route (the kernel: $reply)}"
    done
    ((answered == $${#asked[@]} && answered + covered == total)) ||
      fail "the kernel can be asked about $answered of $total routes only"
    ((lost)) && undo "$lost of $total routes have no effect, first $first"
    save() {
      echo "$2" 2> /dev/null > "$1.new" && mv -f "$1.new" "$1"
    }
    rm -f "$unit" "$run/restore"
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
          row=$${rows[$prefix]-}
          [[ $row =~ $connected ]] && continue
          if [ "$row" ]; then
            ((SECONDS >= $${left[$prefix]-0})) || continue
            past=$${fights[$prefix]--60 -60 -60}
            if ((SECONDS - $${past%% *} < 60)); then
              left[$prefix]=$((SECONDS + 300))
              say "$route: replaced four times in a minute, by $row: left for five minutes"
              continue
            fi
            fought+="$prefix $${past#* }$NL"
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
          for line in $fought; do fights[$${line%% *}]="$${line#* } $SECONDS"; done
        else
          [ "$rejected" ] || { reason; say "cannot restore $first yet: $error"; }
          rejected=yes pause=$((tries += tries < 30))
        fi
      done
    }
    { save "$run/routes" "$wanted" && save "$run/restore" "set -uf +o posix
    $(declare -p {NL,IFS,PATH,run,policy,list,skip,connected,places})
    $(declare -f say look expand each reason table key prefix missing device save back restore address)
    restore" && save "$unit" "[Unit]
    Description=Routes of policy $policy
    StartLimitIntervalSec=0
    [Service]
    ExecStart=/bin/bash $run/restore
    Restart=always
    RestartSec=3
    CapabilityBoundingSet=CAP_NET_ADMIN" && timeout 20 systemctl daemon-reload &> /dev/null && service restart; } ||
      say 'note: no restore service: routes that something removes later stay removed'
    ((covered)) && say "note: $covered of $total routes have no effect: more specific routes cover them"
    same=''
    [ "$table" != "$before" ] || same=' (unchanged)'
    say "$total routes installed$same: vpc on $vpc"
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
  default     = "WholePath"
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
  description = "The subnet the policy is for: 10.20.0.0/20"
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
