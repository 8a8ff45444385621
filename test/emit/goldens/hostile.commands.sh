# Hostile: for a terminal of the notebook. These routes last until it stops.
# nbroute-policy 1 policy=Hostile vpc=172.31.0.0/16 subnet=172.31.64.0/20 interface-vpc=e%24%28id%29%60x%3B%26
# Quotes ' " ` and $(touch /run/nbroute/harmed), ${HOME}, %{x}, \ and a tab here
# (shellcheck) disable=all
# <script>alert(1)</script> --> ]]> ' " : - ? | > & * ! % @ {} []
# Zürich, 東京, 🚏; right to left:   drawkcab; no break:      [31m red
#  trailing spaces
# a backslash at the end \

# EOF
# \$(touch /run/nbroute/harmed)
sudo ip route replace unreachable 10.9.0.0/16 proto static
# the VPC's own
sudo ip route replace 172.31.0.0/16 via 172.31.64.1 dev "e\$(id)\`x;&" proto static
# END
# route replace 172.17.0.0/16 via 172.31.64.9 dev eth2
# $(touch /run/nbroute/harmed) `touch /run/nbroute/harmed`
# \
# '; touch /run/nbroute/harmed; '
sudo ip route replace 10.0.0.0/16 via 172.31.64.1 dev "e\$(id)\`x;&" proto static
