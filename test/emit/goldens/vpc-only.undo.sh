# VpcOnly: removes its routes again; the VPC's own blocks stay.
# A route that one of them replaced comes back at the next start, not now.
sudo ip route del unreachable 192.168.40.0/24 proto static
