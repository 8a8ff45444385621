# VpcOnly: takes its routes away again; the VPC's own blocks stay.
# A route that one of them replaced does not come back by this, but at the next start.
sudo ip route del unreachable 192.168.40.0/24 proto static
