# Route10CidrThroughVPC: for a terminal of the notebook. These routes last until it stops.
# nbroute-policy 1 policy=Route10CidrThroughVPC vpc=172.31.0.0/16 subnet=172.31.64.0/20
# Reach the data centre through the VPC; everything else keeps the direct path.
# From the AWS Machine Learning Blog of 24 October 2018, "Understanding Amazon SageMaker
# notebook instance networking configurations and advanced routing options".

# the VPC's own
sudo ip route replace 172.31.0.0/16 via 172.31.64.1 proto static
# on-premises
sudo ip route replace 10.0.0.0/16 via 172.31.64.1 proto static
