# WholePath: for a terminal of the notebook. These routes last until it stops.
# nbroute-policy 1 policy=WholePath vpc=10.20.0.0/16 subnet=10.20.0.0/20
# What the VPC does with what the policy sends it: network.json is AWS's answer for this VPC.

# the VPC's own
sudo ip route replace 10.20.0.0/16 via 10.20.0.1 proto static
sudo ip route replace 10.0.0.0/12 via 10.20.0.1 proto static
sudo ip route replace 10.64.0.0/16 via 10.20.0.1 proto static
sudo ip route replace 3.5.136.0/22 via 10.20.0.1 proto static
sudo ip route replace 52.219.140.0/24 via 10.20.0.1 proto static
