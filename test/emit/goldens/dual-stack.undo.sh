# DualStack: removes its routes again; the VPC's own blocks stay.
# A route that one of them replaced comes back at the next start, not now.
sudo ip route del unreachable 10.0.0.0/8 proto static
sudo ip route del unreachable 172.16.0.0/12 proto static
sudo ip route del unreachable 192.168.0.0/16 proto static
sudo ip route del unreachable fc00::/7 proto static
sudo ip route del blackhole 192.0.2.7 proto static
sudo ip route del 10.0.0.0/16 proto static
sudo ip route del fd12:3456::/32 proto static
sudo ip route del 172.16.0.0/16 proto static
