# Hostile: takes its routes away again; the VPC's own blocks stay.
# A route that one of them replaced does not come back by this, but at the next start.
sudo ip route del unreachable 10.9.0.0/16 proto static
sudo ip route del 10.0.0.0/16 proto static
