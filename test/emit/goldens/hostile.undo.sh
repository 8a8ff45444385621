# Hostile: removes its routes again; the VPC's own blocks stay.
# A route that one of them replaced comes back at the next start, not now.
sudo ip route del unreachable 10.9.0.0/16 proto static
sudo ip route del 10.0.0.0/16 proto static
