# WholePath: removes its routes again; the VPC's own blocks stay.
# A route that one of them replaced comes back at the next start, not now.
sudo ip route del 10.0.0.0/12 proto static
sudo ip route del 10.64.0.0/16 proto static
sudo ip route del 3.5.136.0/22 proto static
sudo ip route del 52.219.140.0/24 proto static
