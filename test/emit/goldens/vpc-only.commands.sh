# VpcOnly: for a terminal of the notebook. These routes last until it stops.
# nbroute-policy 1 policy=VpcOnly vpc=10.20.0.0/16 subnet=10.20.1.0/24,10.20.2.0/24 direct-internet=disabled
# A notebook without direct internet access: all of its traffic leaves through the VPC,
# and the internet only through the VPC's NAT gateway, so the subnet is a private one.

# The router of the subnet this notebook has an address in.
[ -z "$(ip -4 -o addr show up to 10.20.1.0/24)" ] || router=10.20.1.1
[ -z "$(ip -4 -o addr show up to 10.20.2.0/24)" ] || router=10.20.2.1
# The partner's network overlaps ours: nothing may ever go there by mistake.
sudo ip route replace unreachable 192.168.40.0/24 proto static
# the VPC's own
sudo ip route replace 10.20.0.0/16 via "$router" proto static
