# Closed: for a terminal of the notebook. These routes last until it stops.

sudo ip route replace unreachable 10.80.0.0/16 proto static
# the VPC's own
sudo ip route replace 10.40.0.0/16 via 10.40.16.1 proto static
