# Two zones, IPv4 and IPv6, and a script of our own.
# A route that cannot be set does not keep the notebook from starting.
resource "aws_sagemaker_notebook_instance_lifecycle_configuration" "routes" {
  name = "DualStack"
  on_start = base64encode(<<-EOT
    #!/bin/bash
    # DualStack: the routes of a SageMaker notebook instance, set at every start (OnStart).
    # Compiled by nbroute from a policy: change that and compile again, not this.
    # nbroute-policy 1 policy=DualStack vpc=10.64.0.0/16,2001:db8:1200::/56 subnet=10.64.16.0/20,10.64.32.0/20,2001:db8:1200:10::/64,2001:db8:1200:20::/64 on-failure=continue on-start=dual-stack-setup.sh
    #
    # Two zones, IPv4 and IPv6, and a script of our own.
    # A route that cannot be set does not keep the notebook from starting.
    [ -n "$${BASH_VERSION-}" ] || { echo 'nbroute: failed: run this with bash, not sh'; exit 1; }
    hash=782fd50378af
    policy=DualStack
    started='on-start dual-stack-setup.sh'
    theirs=$PATH
    places="10.64.16.0/20 10.64.16.1
    10.64.32.0/20 10.64.32.1"
    places6="2001:db8:1200:10::/64 2001:db8:1200:10::1
    2001:db8:1200:20::/64 2001:db8:1200:20::1"
    blocks="10.64.0.0/16
    2001:db8:1200::/56"
    total=10
    # The routes in the policy's words, in the order they are set: reject routes first.
    list="
    10.0.0.0/8 unreachable
    172.16.0.0/12 unreachable
    192.168.0.0/16 unreachable
    fc00::/7 unreachable
    192.0.2.7 blackhole
    # the VPC's own
    10.64.0.0/16 via vpc
    2001:db8:1200::/56 via vpc
    # the data centre
    10.0.0.0/16 via vpc
    fd12:3456::/32 via vpc
    # SageMaker's own interface has been seen in here
    172.16.0.0/16 via direct
    "
    packed="
    H4sIAAAAAAACA51be3PTSLb/35+ixzFjO4mfBF9QMAwLbEHVDFADe+tWhQwr2zLWjS25JDkhY3w/+/39zunWwza7U1tTE0vq7tPn/eomDTLT2czNWWzWcRp+qwXf1nGSmQ8vPr0Z9zZp0ksnYeTJkzzoK/7U3v06bjQ/R83a279/HDfe/Wpu19Nxs1nDz4i/ySYa9/CnF02SeJMFZhOFmX5J79MsWM3sr5vQSYI0i5OgmwbJbTgNaql/32qbrQmmi9jUHZjGOl6G03vPNAb1S7Orzf1wKdMw3dT5Fszs4AaQLk3wLcw4MV3Ed8XExsDDDAXdGAokfwLSj4G6NFFsdPc7PzVgGpcCrMHQrnZi4qiTZj74Ntv4Sz5ObzqYtVl304VnsgWIByrN1MR3kUmnSbjOzs3k3oSZ/bQIJn70tWtexqv1MsA+k2AOVhg/urcbTxeYEKTdWhr+GYyfjGpzYDdutFY3YOG6
    bb5/N4I/GBUbjhkAkK1z5HRjEGQXmeGznwftem3qZ+YZuMBVdfP0qWm+fvfqS7N28hMF3UsXoPD3TQRUo2kgIAUlMCLzo1lX1ttV0IYMZDbevP/t9bn5Zzj7J0iYmcb2286Ac1h7b3yIuIa5/P9LLUv8tWkmK9OZOxSa5vX/vP1Umy5W8cz8V7/vvtfukjDLgghU301NZ2qeupF27QqPrZad0G7XzRgfyKq6uS7xJo6W96C/mGjiuZF5EAdJwusRnoGhmQmjLAYl3PBB73TnmTCFAM18s1w+rwOBzrech+Utj4Gb+lEUZxCygTmYeRKvjgBexZsoC2bQveBbMMUW1CGqZ02sswHAYZIWcjO9WXDbi4BObRrPoBvPaUFkA7cGoCCa4e9dmC1UeTnLNPj3EjpdkSxwvwXDE+hwEgEEJ9VrMDbqVBwvwQwTrkEHSFoGwdpYjVKZQTrJ6tLMYiCyWlEBOrcAwoV1
    aFqOJ7lEKxMmQdtBN5RX5gE5XYmNGqQXXIlACBaFa0HyHFOSYJOFS6CLiV//DNf12iyOgpo/m8GXpMIrYrxe+lBcQhoKVtgfOgT84QXqphMbLoARxndmswZ9+L6VNQ/M6Q7KJfO3+Hty6pmdyV8fcJyS/xMr8G4Fb7nWV2R2tWUc3wguFi/TucB82SCt01+OuVhZnwCyjJyc0iO5BaN8wUhWjMpL8FJaY9HhJIuP2AaoBRT1JUJphUbS5BbBeGTZtpaDP1w9C+b+ZgmHV1pXQsc+nbhpt6EPxh2MKwNVrRQ4hSS7XRzZrW3evf/U+fv7f7x7JXL86mfBnX+PaGNmYRJMMwcZjCBiEJX7rA9WYFemocDHplnGsHlqroX0aRxlYbQJ8h0c3Co9xah9cgoBbZD91A2BO5alkyTwb1QtjIjFDv38s3sTmdlXy6TSF7sNvlim3fkhLRtc2/a73UdPduSLocJxiWwH
    2xYLRaiSjTN/sgxEHZfx1F+aZRjB4GWvmjxbcV/QMEoyADz6IZo9VKEyJtFHtV7Bj/ckKnBFZPLNsbPX+/zZakXxCZLzZ8TqZobQeDj8gxGwHrkLuJ5SBAdDSQKEMCDonTFfcYMwmYIvWCK/J3XMqFM15TV3VE3nI8Poq9Ghki8H4s2aRm64ZxkFPvHyNkjIVWEfXWYvyKY9HelC1eYaiNVb2wjx8c2LzvDRyDQWfrqoS+4iXgreABRae1bHhQhObs/9VYjgBnZTdCPl9mbp5IkwIRPqCDnLAJuJD8CA/S6f69Q6rkE8g5Fs5Rnso0LBM678MDrdQadPhT32L20GyiHYgxOBB3dMLeFis4YZBDOgTMZxvXLNM2k8vQmQ/kwQ5Wb0uVyEeJfM4ZOQQjjXtwLYyf3axyNApC5CWU8vVOQ8Jvbu2fKsqWJQoTQxQZ8Yr8uGuYU9WgIKLAx4T7QcKkB+0O+OLrqD
    UbffG/YNuK4fHg71gz/HUjPqI5xCrrNUQjkpJ18mtErA8PGCcGfSzSQKMsR1I6lz7tpcIOh35T/oYDyfj8Y9hL0pU+YeVvXC9e2oR93pkYreLExJ5xd+ZgQIQB1XWfL+JQDE1P31lfBB3kC10zga/zv2DPv9gTebPPYGePIGfc/rjS7IpurA0A78p+ySgEZDckQOS0mF5H59F4kF7ebbD7cjwrZkzpCQYR+mWcwpmNW2ALtL6sUgu6fdMkfa55JhEDMtPoR0AWrzJcYDsKzp1Ah6yJ2tbEcHwh2NPQ+C3fPyZUXkZrKD0q25UcZMkg5Qs2qCFlSWgZ9EWV6lJEc4O4utESo8WNh/f3iJxbe6jfD1ALci3uwbiQuE6uMnm0xgAyQAi1644HhcyBoeVZdInT9FalPIR7Bx0dXagYvlOSuBIxJ5CYDI46seyMbFhv21W+clEba8i5MbOJFgukQ9YjovzCJYQi82
    8CJJfAeJBsnEpDfhetxqsyoGwyVo3vlMyqXgnTJBH8Pqp1lILWuKH2ass0EvRd3JJNiH25IYiO+15knztJ1nGObysnZ61fV61/gIZzkPvyEGca7kEpei6/pdkwkOuQJD99XpzP0EWDv/zs+XlZ2C1J+KYLek7MoCvu4gARQfnuc9irIOdxoKkMifeqcd6PpnanVbSB079MQG8szO63ieZMr4RDX1OrncdqAzhsOH5WUhHDCR/ktAvY5VhRLgvwRXNec4aKtl+7CtgpYhwvZoego4B2Z544AeoCAsV6VB2sFFUB0o7tmZqE8b1YVWCapjGJHvZjxGUES9A9XOqyStXnWcdatMcC4In6HANg050rGoBf50Id2Nam4mJZFthNgOy8Dmx+hyEDn2ONSfiQUwM0D6pCnV+P/40rr6A3+vT+Wne93+3H2Ohya6GVLDaSfFdLxm66rfeXJ91rY5g8CAAv/txcc3X35/
    /duLTy/fXA2udybKFvufh9dMx24C6Qnxd1wfQ34DJoy3yFB2mrMMzE/ITzyXyW8NZza2+PtA7Musglm4We3K31dBlkC+g/7wAhbHbVSaspM1Sqsevb7dBYT/0bryO39en5n2c6HL78zBgq53ffWHoTkrjblRH6EG9hZBzeBPmlZzbugPl9/RKIjXgeS6zdoqTFPkm4INvRQ8kjgq/tJX8defpAGckfVBhXQl/REvBEpdtKkLmKsGPl2P74PU0lgMa/IH0CUXIaLOESZv8yLqtOlYiAoKJP+UD5WXfPe6xUTyumllVNlorEvVKqq0qBUdEkNelIgR/1YQqM5N+jFkEYxQltEKreVZ/qIeSunO5+iqCCenG7yWQwTqZdAy+zFa+3y0CwriiB/Ilcqkyl1tKuBrUbvutRmkar1TdpeV5bBqrTh32TOcm3LVe6oFv/QQJIG/ZFiMTKvV6VivgwbnMpUebB6A8uxM
    o6e4IEJg7+bc3C3C6QJx33od8UbgIHNPjwkKEg30nDDoemyaStWV7ejJ8decmQE8HjmPL1yuH1Qm7JHh1+soISiBQ5Wh9Z22cSxODknwjIrArjO7ajbCZeEqIA5I1rX7PM3gWNkG2utCm59LOaW0j8GW4NDAWtjovZRNUc+WJrpTXu1VxsDXffUVYyvrqzWhbaHX+LYnYqYnVufrSbBCt27GXBx54DJEuqW8baIKOjBtbQ+x91NRzdxMCi0iwQfmApZYFts2Wt4UcAHnK/I54WglKy830Y4rOBpl4TxghBQB6kYC6RKOUEfSM4RchKehaB7LT4omH6V43IsZjJ50h49YrckvPY8/8zN/T4BaEIpYftwYOhMHj8jWtE0iiKjSY9jrDGE4xwPMdm0IqqFNOI45uLx43ccGsSbyV6h+E4xeXXkTCO/Gu74GWn+U3lzIKW+9H1pR/9tdFANU37FIE+csSBDAdtqD
    +jSecvAbKryicgbDzXcROF4hoM7EzzCnUzEYZ4rMhJJMmyiVgnwNG5zgmIQluXzRilwfJdG126kxaf7Dk5gAmLszEfgjBwc9kHxKGq9wcgITRmqYT/DYUV7zK32P7APrgFnniMbrms1HWkJ1EmjfOOfGcbKld2NO7HfPfGWhhYxQ6x7nD7MFPAFRZHwSCxTzsjZX4rz9/O85LOcV4xb7foPdX//brk1w6lTq/4EncMkI0Bm99GyMspyedkCnaeSw6eFDWcM2qwz5WQ/1OzJ8DUp7GZcAQdnKlYPhE23Acw9qONf2vB4MVzqVrs7Q4dppF1kT5ys6soBjvV43X2KICrzSVui/kpnXMgJ9R77dQWYODDCDE2U2EdecncAYWAajE9kUkaUKTjB59sw8vt5VPv1sho8eIS91Cb2YDiIeNLnVamxPuOUOsQqPBLjDaQwZwDDKfqwg1LcNWEGpwW+CYomHPcdDnbLl
    j9f3IIyT0x7BD1yzvFRkWtcn7LStmHIFCf2TtmZeI6IeEKeFJidf7TB/1A3nftcCkwCFcMQ6gkkffTftE+/Q3mrZuNIMSj0jfPECljhmmwLWySbjuHMh5LqWUUVx3BQcbYpXvMsPA4reZbUlvRK7KDCtRpz9jOyuLqwv6mnUWoW8xjhvS6kQwETIyIesnwcAwd3RbztkwgClEyOuOJrAtm5SNglss9TuqQ1TrOiANELCYw6RUBxEyuNs3PGzDr+qvmlAgMqNcx/eccEoF8GRVB7uRt2KyE+dWV64uQomT/IEg3IewAhRDmKae0KzMv8Gri4XZkuQQynCro+eaUJHmBjybK/S1ouCAN2YEGfRkQ+Xe6fuUSUL2TPe0JxduybXxKJRnyftX/EJWXo1kGqqLwrASptzUGj/IInc59hh9lzOMfeyVQu6HNrE8Zfi2g/TjWoWuF+1lN4qXYUiUyv1u9ALyRNCZLAS
    uOCQHHCbueWFzN2CasQ+XYgkMKmt/ERPKHNeDA6MBbOvxGEpT+SE2PqoB8931hmKcXNEdBx6t5UNrvSj5rHiEiufCVCPnBld+AuI1lvuqH/BNMTRtZ6hgvsD5ZaFMSg4kp+8uixXkN4Odv2ix5WD4zhG6mJueni1v8yBPlwG/vzg2LLqolQlNNICypHDs/KUtnHNzuHwwjYcLhh6kMDm/xvPM/PgMXvoA1SrczTUvd5j0SjKsVApkXJZZkdSTt28XMNWYeh5enqDFgXYL4kIw+kUMkrwbd/wfgiHBSg5V8YpF9tPFe5yDFmmLUjZJ5O9GEudT7pEQQhdRft4zqsFoqkPOoPhYyoscoyT5+gGlYIojg176OxBdxCUbC1sVd1FIN1QyAlJSh/1g3k4NBePDU4qHvfNk5EZDLRZVuwMr/Ug9R7QYnyc9sIvDE9s3A69wWinCQC9B4vpEvDHBD+8EHA+mhLd6tLH
    xUpQKvw/G7ccN60gmLYIrXlx5kfpncoFJs5zcRUP/IEcDNrEVgs0AeESzfh4WlvK0RyQ2n5Xj91sGRw3sKf2s7UZ5l3jXB6xjTM0/yJSCulIX9rVU0LtlSMFWiI+3L3D2S7idemgH100RZDvvxR4biL0LHFrCvp9+stp852zOTjSBXx3E5TDrS5CcJzjH4JEQgoy91kQhcGME1BZTW+osZzxNrr1lyHK7OTrZoXw0qx28Sv7lV8qG+VPVejF497RQF0Kyjr2h3ZtQXk5ANf3ZmuvWdziWA6QtEGE8CBcOWwGVCIQPSs+VLKvw/YhsqiiE/W8hQqUGUTbtIsEQhIciVvI79QwNElxqMlqvLiIfqQDpLEaxlwJ1sgxFEYb9i1LWy2nGOyYI2dT7fkFuTo2zMfOnMfik3SVGLirTXZbQRZ849E+G+oCkvEJCxs5yIMGPLvzyB7Q6JJAlV8trGSlctFu0I2CO4k7
    q1u992a/SNxFs93ehmPvSo/k0T/SthTcGjRFNpDwLyxryF8ipGcD7hIX0cVFQ2EhzvmFk1IMyyUwcQitj69fvn/36iMsXm+oKfshGdsNTYL/tR3qptC21+rKi2OirSiWasvDY7VlMOdtuq8LFD7SOXr41DzNe0irGBRreYMjTptXquT1isQhUqjpcC8O7fmBQWMZFXHfpiKeqC2cPc9DTCcxHXo9mY06YmMeWo/vVuXOeTvATZq+Fpultf3uUJbl93jKnh2VxHOIFhFIKwjer6PnnvN2g3Sl7JUcW13t96bs/R57h4wND1nIoG3zzvweSlFs2Qw4D8pYA77yiUNHonMpLd73BEeb0oWlV1r/exWHDe10DcaF0UKvntEqKfUCbh/BrUIJbndoXk61KOZ1cGhs/99xl7KysjGQ6n0u1NqjPsOl7FzZik7FrTkzD/uYZjvaQrbnejwIZlBRaQ7LPQYfHIzkjiEu
    6ZIydrCpuLxnE8IIdBhWktOgwgYB7FBa7iqSjFGs+zjFxe28p8rQptICarkH1C9UKHv8p5WLgnWOT+Yye3Lr9byrkpw0H7QefGp/apoO+2I08HHDMoSNUwvkmd1QQag31i8qXEmKbb5QSJjz9OCdLgVCpB0+7MMgikWixlalC1GgOeJ8TSE4XT/Q5T9oxFVyluMJi8AqIQTHUO2YqJTEup3CFd0SdNNLrRLHKnsOqqYuum79j7sYYS+agMVULnsjzB0kqOM19wGvXgth0rTOfRiLH8UV2ireyJwhLsnDUyitVK7urGqbX4PF8UZnZa9HwyNLOPlXDnp/3MYT3Djb/zcAjVZeKq7N9t2v57jhf847uOdYeK5HC+e83XDOUvk8dwznekPV/iD5LUOaC2/EDapH06anMs7WQFrqiulY5+b8pSAukctx1UaHtos6Zfps3Lz6B36va68CvVPHOxG/21A9dxd57L8m
    qH2kQv4arsLsLe+kINP7GEzhQK8+an/4uvYaMUpmjeVW/AT38uAaCk7Wfscvh/0lGiCpeyWYh7WX/tqfhMswu/8bLQKUfQyy8csXH768e/3py4tXv719JwQcPZ6a+TjgiVDWL2NEo3ITWGi2DWyigf2kPf9dvFxTewO8CWCZZufC7ykfpO3Cdjmzga+YxoMkBGkcUeDCVQYY9mypKWpPiy/drnJqLwFPDLbZRGWmffg8JankSFas1ZyksZXV3hnSO3lCdqfeKS/99q73IBhpNnewgVxoAsXBfA6d9JBRkOw1iss5Tp3zqxJYTU+xYr6G1h0CdOn0QbLW4vhBOi2cZFqbSP8ZxqzNZIhxpLK5Nc1g1uACj/dZeBLAVuG5vLR41QqH9/ptdO7uQfGDfZRbKe7elVz5r/0/AzwMtaUzAAA=
    "
    # To read the script:  sed '1,/^packed=/d; /^"$/,$d' THIS-FILE | base64 -d | gzip -cd
    fail() {
      echo "nbroute $policy: failed: $1; no route was set"
      exit 1
    }
    export PATH=/usr/sbin:/usr/bin:/sbin:/bin
    for tool in base64 gzip; do
      command -v "$tool" > /dev/null || fail "there is no $tool command in $PATH: install coreutils and gzip"
    done
    code=$(echo "$packed" | base64 -d | gzip -cd) || fail 'the script cannot be unpacked'
    eval "$code"
  EOT
  )
}

output "lifecycle_config_name" {
  description = "What a notebook instance takes as its lifecycle_config_name"
  value       = aws_sagemaker_notebook_instance_lifecycle_configuration.routes.name
}

variable "notebook_name" {
  type        = string
  description = "What the notebook instance is called"
  default     = "DualStack"
}

variable "role_arn" {
  type        = string
  description = "The IAM role the notebook instance works with"
}

variable "instance_type" {
  type        = string
  description = "Its size"
  default     = "ml.t3.medium"
}

variable "subnet_id" {
  type        = string
  description = "The subnet the policy is for: 10.64.16.0/20 or 10.64.32.0/20 or 2001:db8:1200:10::/64 or 2001:db8:1200:20::/64"
}

variable "security_group_ids" {
  type        = list(string)
  description = "Its security groups"
}

resource "aws_sagemaker_notebook_instance" "notebook" {
  name                   = var.notebook_name
  role_arn               = var.role_arn
  instance_type          = var.instance_type
  platform_identifier    = "notebook-al2023-v1"
  direct_internet_access = "Enabled"
  subnet_id              = var.subnet_id
  security_groups        = var.security_group_ids
  lifecycle_config_name  = aws_sagemaker_notebook_instance_lifecycle_configuration.routes.name
}
