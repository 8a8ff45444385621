# DualStack: for a terminal of the notebook. These routes last until it stops.
# nbroute-policy 1 policy=DualStack vpc=10.64.0.0/16,2001:db8:1200::/56 subnet=10.64.16.0/20,10.64.32.0/20,2001:db8:1200:10::/64,2001:db8:1200:20::/64 on-failure=continue on-start=dual-stack-setup.sh
# Two zones, IPv4 and IPv6, and a script of our own.
# A route that cannot be set does not keep the notebook from starting.

# The router of the subnet this notebook has an address in.
[ -z "$(ip -4 -o addr show up to 10.64.16.0/20)" ] || router=10.64.16.1
[ -z "$(ip -4 -o addr show up to 10.64.32.0/20)" ] || router=10.64.32.1
# The IPv6 router: the subnet's base + 1 where the subnet is on-link, else the one learnt.
at=$(ip -6 -o addr show up to 2001:db8:1200:10::/64 | awk '{ print $2; exit }')
[ -z "$at" ] || { vpc6=$at router6=2001:db8:1200:10::1 onlink=$(ip -6 route show 2001:db8:1200:10::/64 dev "$at"); }
at=$(ip -6 -o addr show up to 2001:db8:1200:20::/64 | awk '{ print $2; exit }')
[ -z "$at" ] || { vpc6=$at router6=2001:db8:1200:20::1 onlink=$(ip -6 route show 2001:db8:1200:20::/64 dev "$at"); }
[ -n "$onlink" ] || router6=$(ip -6 route show default dev "$vpc6" | awk '{ print $3; exit }')
# The direct gateway: the next hop of the default route that does not leave by the VPC's interface.
vpc=$({ ip -4 -o addr show up to 10.64.16.0/20; ip -4 -o addr show up to 10.64.32.0/20; } | awk '{ print $2; exit }')
direct=$(ip -4 route show default | awk -v not="$vpc" '$2 == "via" && $5 != not { print $5; exit }')
gateway=$(ip -4 route show default dev "$direct" | awk '{ print $3; exit }')
sudo ip route replace unreachable 10.0.0.0/8 proto static
sudo ip route replace unreachable 172.16.0.0/12 proto static
sudo ip route replace unreachable 192.168.0.0/16 proto static
sudo ip route replace unreachable fc00::/7 proto static
sudo ip route replace blackhole 192.0.2.7 proto static
# the VPC's own
sudo ip route replace 10.64.0.0/16 via "$router" proto static
sudo ip route replace 2001:db8:1200::/56 via "$router6" dev "$vpc6" proto static
# the data centre
sudo ip route replace 10.0.0.0/16 via "$router" proto static
sudo ip route replace fd12:3456::/32 via "$router6" dev "$vpc6" proto static
# SageMaker's own interface has been seen in here
sudo ip route replace 172.16.0.0/16 via "$gateway" dev "$direct" proto static onlink
