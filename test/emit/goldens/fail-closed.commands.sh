# FailClosed: for a terminal of the notebook. These routes last until it stops.
# nbroute-policy 1 policy=FailClosed vpc=10.64.0.0/16 subnet=10.64.16.0/20
# Private networks only by name: what no line below allows is rejected,
# and never leaves by the direct interface by mistake.

# The direct gateway: the next hop of the default route that does not leave by the VPC's interface.
vpc=$(ip -4 -o addr show up to 10.64.16.0/20 | awk '{ print $2; exit }')
direct=$(ip -4 route show default | awk -v not="$vpc" '$2 == "via" && $5 != not { print $5; exit }')
gateway=$(ip -4 route show default dev "$direct" | awk '{ print $3; exit }')
sudo ip route replace unreachable 10.0.0.0/8 proto static
sudo ip route replace unreachable 172.16.0.0/12 proto static
sudo ip route replace unreachable 192.168.0.0/16 proto static
# the VPC's own
sudo ip route replace 10.64.0.0/16 via 10.64.16.1 proto static
sudo ip route replace 10.0.0.0/16 via 10.64.16.1 proto static
sudo ip route replace 10.8.0.0/14 via 10.64.16.1 proto static
sudo ip route replace 192.168.10.0/24 via 10.64.16.1 proto static
# SageMaker's own interface has been observed in this network: its gateway and its resolver stay reachable.
sudo ip route replace 172.16.0.0/16 via "$gateway" dev "$direct" proto static onlink
