# FailClosed: removes its routes again; the VPC's own blocks stay.
# A route that one of them replaced comes back at the next start, not now.
sudo ip route del unreachable 10.0.0.0/8 proto static
sudo ip route del unreachable 172.16.0.0/12 proto static
sudo ip route del unreachable 192.168.0.0/16 proto static
sudo ip route del 10.0.0.0/16 proto static
sudo ip route del 10.8.0.0/14 proto static
sudo ip route del 192.168.10.0/24 proto static
sudo ip route del 172.16.0.0/16 proto static
