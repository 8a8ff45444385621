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
    hash=96b6cf98ebcd
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
    H4sIAAAAAAACA51be2/bRrb/n59iKsuVZEfPuLoJHSXNplk0uK0bJNmLC7hulpKoiLBECiJlx1W0n31/v3Nm+JCUbrAILJLzOHNec14zScPMtDczc56YVZJGn73w8ypZZ+btyw8/j7qbdN1Nx1Hsy5u86Cd+vKtfRvXG73HDe/P396P61S/mbjUZNRomvY1WeHr4HPK53sSjLn668XidbLLQbOIo05b0Ic3C5dQ+3YD2OkyzZB120nB9F01CLw0emi2zNeFknpiaA1NfJYto8uCber92aXbeLIgWMgzDTY1f4dR2bgDp0oSfo4wD03lyXwys932MUND1gUBahzPMOAbr0sSJ0eXvg9SAe5wLuAZdO+/EJHE7zQIwcLoJFnyd3LYxarPqpHPfZHNQD1waqUnuY5NO1tEqe2TGDybKbNM8HAfxp455lSxXixDrjMMZeGGC+MEuPJljQJh2vDT6Mxw9HXozYDeq
    N5e34OHKDJ5/32+ZL1+MUgF+JYYjDMAIAjmKujzIYnfNmwSZeQ4eyJd59sw0Xl/99LHhnXxHcXfTOch7t4mBZzwJBZLgAy5kQTztyHw7CzqRgcb6z7/9+vqR+Wc0/Sfwn5r69vPOgG2Y+2ACCNjDWP599LJ1sDKN9dK0Zw6Fhnn9/28+eJP5Mpma/+n1XLt3v46yLIxB8v3EtCfmmetpedd4bTbtgFarZkZoIJ9q5qbMkyRePJjySJPMjAyEMEgTPo/wCozMTBRnCUjhiqfds51vohTiM7PNYvGiBgzan3MmVtY8Bm8SxHGSQcYG28HM1snyCORlsomzcArVCz+HE6xBFaJ2erJL6wAcrdNCcqY7De+6MfDxJskUqvGCO4iM4NIAFMZT/N5H2Vx1l6NMnb+XUOmKbINxcgeWr6HC6xggOKjmYbNRmZJkAW6YaAU6QNIiDFfGaqFKDfJZLy/NNAEiyyVVoH0H
    IJxYg67leJJN3GTCJCg76IbWyjggpzOxUJ30gisxCMGkaCVIPsKQdbjJogXQxcBPf0armjdN4tALplPYklR4RYxXiwCqS0gDwQrrQ4uAP6xAzbQTwwnYg8m92axAH9q3MufUnO2gXjJ+i9+TM9/sTP55yn6K/k/MwHcueeFaT5HZeYskuRVcLF6mfYHxskBao70ccbKyfg3I0nNyBsOSTxjmE4YyY1iego/SHIsOB1l80EIZkmAAUmsixFbIJFluHnaQzNx6+QqHs6fhLNgsYPJK80oY2bcTN+wuCsC7g37loWqWAqecZLWLI6u1zNVvH9p//+0fVz+JKD8FWXgfPNABTaN1OMkcZPCCiEFarllfrMyuTV2Bj0yjjGHjzNwI6ZMkzqJ4E+YrOLhVeope++Z0Agoh66ktAncsS8frMLhVzTBOMrb3++9LDSK8osVyq9pol0SjZeB9EHGjg4PbXqfzw9MdeWSo
    f5wlS2Ory4aF4xIksmC8EJ8HNZ0EC7OIYux/Wc6Tdyv6C+6TkjwATzWi0mw9EPVfIY/2BCsgRXLS5rja7f7+u1WOogkCDKZE6HYKH3nY/ZUeSADRDJifUhIHXes1EEKHoHfOCMZ1YvMULMEUeZ7UMKJGDZXP3GQ1nLWM4k9Gu0pWHYg3PHXhMNTSC3ySxV24JkNpN7thNulqYwfKNlMPribbuon3P79sD34Ymvo8SOc1CWDEVMEkgDi7o9V6tWrC6FmwjODiwGkKbKiM3iycFOErZEANfmcRYjGxAuiw7dJco7pxDrwatslW3sE5qhHM4zKI4rMdtPpMOGN/uWugEoI9mBD6sMlUEE42K2yEcAqUyTPOV4b5Jk0mtyFCoDFc3ZSGl5Pg9NYzWCVEEs7+LQF2/LAK8AoQ8Krqpqy5Fypy9hJ792551lAJqDwaGKBv4rVL+08MnnE0FIgYsJ+YOWyAf7/XGV50
    +sNOrzvoGTBeGx4PtCGYYaoZ9uBWIdppKi6dxJM1Y25HwAjwAbdn0s04DjP4dyOhdG7fnEPodeQfNDCZzYajLtzfhKFzF7O60epu2KX6dElFdxqlJPUjm0kd4o86Z1ny/hIAfOvB/LIxsuyBbqdJPPpPHBr0en1/On7i9/Hm93u+3x1ekFPVjoHt+G85JpEft5Ojc1CKLyQQ7DmnLGg33ry9GxK2pXSK2AzrMOJieMEQtwnYHTJAtmXnrFNmSuuRBBvETPMQIV2A2tCJfgEsazhNgjZyZSve4YF8hyPfh2wP7XxZHbmeLKKka6SUMa6kEdQom9AFm0UYrOMsT1nWR5g7TexuVHjYav/39hUm3+kywtpj6BUeZ3+3OLeopn68yQQ8oAK2aIdzlcdFrc5SNYoEBhPEOoWUBCHna+2GcJ49ZyjQRGgvLhCRfdUaWc9Yt0+7dJ4cYcn7ZH1bYx4MZoo/vA8YfkuK
    O2EoPsK+nmQRlaghxpa+zDq1FBkmw90Atkl8HNq9xknjrJUHEuby0ju77vjdGzTCIs6iz/AxHCshw6WosrZrzMAuy2i7rg5nlCfAWnk7my8rK4VpMBHzzbTcGWsLvmyw8zBHUdcB7boCJhFn/lkbKv07lbclJI8cmqLqeSDnt31fYmM0URX9di6YHehNYN2xwbIIppbIfxNQv21lXQL8TXBVNY6Dtmq0D9tqYBki9he3lwLOgVneOKAHKAjrVXkQXnASGA7NPD8XNWohn9C8QHUNPdJuRiN4QGQ40N08L9KEVfuZqsoAZ2nQvJi6cONIicILg8lcyhnVGEySIFv6sDWVvg2HUdYgcixq3IZSfeFzVBuBb30GZHcIA3YaGPTNd9Ar3wXMW8OR9S1+T0W/zTKcRpvlrty+DLM1+NrvDS6g8YyqlIuykt0UVizdnl1l9C/zR/M6aP95c25aL5rXvfbToD274V66
    uf7DcDupLueb6m8v3//88d3rX19+ePXz9eCGy0DPY4gX+7lhJXZLQ7P4gpQ8WYUSSzaQ6E0WKFCY9kszD8HbZIN4Yp3cw6qH67G3jNIU4Z4gy/4R3jiET47iMxinIWyFNREF0yUEESMBRjhDXxMw13U03YwewtSyoOjWAAygr6263bQRev2LKmHpIevzVOas4TiMPAYc+S7vKk/54neKgRRFw4qwstBIp6qyVmlR5T4khrwoEWN9xragsY00Uw2acAnbQ2Zyf9g9YVmMZCSlwZ2hwiHMnGzw+XU09vkGSiTmrzJOE3e0FsnhXiovaeG9crKsJodpofMOW33pin111NS6+NlJSVQzjNzwetHMlJPPM827JZsXo3xJfxSbZrPdtuYClcZFKtXQ3EHkwZG6LTENhMAqyiNzP48mczhcaw3ESoB/jP58Bgdw8qj+oNOVuzSSqSnTUR7j05ybPiwR+Y4WTtcGlQir
    VXj6bSUE2WdkY3Gt3YrVgfynlD8Lvyxs2eQ1i5YhF0ecrAXgSQZLx0rMXiHYfF+K5aSCC+MXHm6tJhb6TZKWuGsTA11J48JSM3i5r7MQBnZJRUdlS20LZUaLM3GCQUltxS5Yla+twyWqZlMGwojAFhGiHOVsI5X6sjAInkfsxzpcLWAWbQqnxHxC4COMqASxpMSO3soz11502AK2dogSs0y3iGYhHY+IASum5/BbsPEDMIshGBdpUU+JFvvJVDfJ9IdPO4MfmN7Ik5YimAZZ8M01GuHyfyixkKhyar5XV0F3jg/Js9k7lcj672OGKU/89jGAC4mDJTLHNXqvr/3xIohv/Zub8+b1H6Uv50nKS1ecSf8GCLhVFANkrolIFAcV8LdgArVZrQJPCdiGvKjIOsFz80WKJ/hEvtEeBxnGtCvq7jYSNW6dae2hksyusIPGOGZgOistNY+fo0YIzNyZAcxEPk5qUjpS
    wkuLja1KydQ0WeLEARsPEVY+0WcpdsVWmgoBkDagYwWCycqTqgq0WailLjIpzLlwnFw9sTix7b75xJwEgZXmB858ZXNsYgZDqYQzlr2yD78Ct8JGKeuPmiyH9Xff/tvyxjiaKZXFwACYS3jPjBZ0OkLGSivYp10zciLz+LHMYSVSuoKsi9QWUbG6lb1oSYAgnePM/uCplqm5BtWYc7u++JBSWmG7vbMOIh6OV3RkAvu63U4+xRAV2Kmt0H8tI2+kB0qNGLWNaBYYYAQHymgirnEugdHo94cnsiisfhWcYPL8uXlys6s0fW8GP/xwI8mJBMFq8OY8hWo269sTLrmDH8ErAe5wZkEG0MWxTCkI9WxdUlCqs01QLPGw63ioQ7Z8+D0fwjg56xJ839WT8wSNJk44aQsU5cQLeibVvjy1clECan/8tN18aJAQM7awZtTC4xGU+BHaZXoPjJFNpocC1UxrqaGNWj/Y
    3Tl23YjZO44yWYQbtS+EWldMqeiNG4LjP7F897kpLmp71ULtUrZFgWrVuexHT/cwI9SIPBVFelKIa4RDqZT6AEyEjLzL2nIAENwd/bZ2JAxQOtEjIxAUjbG1blN60WP5KWYgfBRIeM0hEoqDSJmcj9pB1marqpsafWjcKLfT7YNk90iYjUMTtSoiPzVcEjZf/VIkH3n8JRiUw0F6ATmKLnsrjSChYllwC9uWS7QpGCJXoBLp6R8EwsCNp2CVqlcchihTRDiujQPY2Hu1hypeKAAdC7e0q2PYFS5Nnabb1kfVebjI+hOaDkJpjcdFGZiocgzy1K/Eevvc+29DYUFuL+a0K5c9nfiDkpurYq5u7EhcdyT5KH1V0vYiLylVjFBsyGM7RKTi0mC9HHxBvpQv3s+pdKx0RUiz1t4yWOuhX86t/sHWwuhrsW6aL8mhqzVopy8QmInlFFPAHtkR0NKtLHCtjRqciv2s
    NBOgnuLSFfEJiNa07qit4STCabAeS0IA/ZxhFky/YEp+nmmPFreC97a/69kxQCyHyH701DRqlYOg/WkO9OE0sOgrJ4FVm6aKoZ75+EFUeUjLuIrhYHBhiwsXdFWIbvM/4/tmFj5hObqPvHOG2rTffSJ6RVGWtJ2CLovtSByqi5cT1CoMPaVOb7FrIAEJXOh+JxDTGm1/kehW4TCZtGIro5VL7rsKg9mH6NPmlyxHyXJ0v86OXSK/g8aiDDvjmb3o62m7P3hCtUVYcvIC+UXJ7+IUrosCGjQIjsymtlbhndfSBYWiiNT0kF+YxwNz8cSg7v+kZ54OTb+vNaliZRi509Q/5b4JcIYKAzE4sa4+8vvDncYM4KLkxiXgTwh+cCHgAlQYOtWpT4qZoFREcD5qOoZaWTDSEVpzKxXE6b2KBhudp80qISZdqqUSm2r+JiBcbJocD3tLYZ0D4jVw90euPOi9I+RJqCpp
    3oc1GVQ13n24ev3hlzdX/4sckwihdo5s6ot5zfAbw4mbAjxSDXbplhB97SiCsojJd98wvvNkVTpFR+1M8eT3jwW6mxhlR1xKgqaf/XjWuHK7D1Z1DlveAFqwsfMIjGf/23AtHggB/jSMo3DKAUi8JrdUXI54E98Fiwjp8/rTZglv1KjWzivrlT8qC+VvVejF615Bvib5Zg3rQ8m2oLzstmt7o7WyKwZyJEcyWhyCrxCu1A48Y8Uj0cyioRK4HVYFEYAVVagXTSSoDD5aplXEHhIbiRNDaKj7Q+Mbh5rMxoc7ID1S11HXjj1d8e2ITBRGC9tcwykuYFWjDRDuHWCs+eCbVIfUdWtyuT1RLfvxZtfW8rVaJBsiFbzjoTlL2DKcDgug8gWlrqXFb1vyZj0ch7ooYYnnyq/vVYJauc7W78ThvXih5Z3eLrMt4ohxL8DeOWNxSk+8USXSupNm0rKAxAPCtrr8HiAE
    OwUBPFJ+8koduSl5s1y0EtvQfP/61W9XP73H5tdbYCoCSMdWOfWqGErTDSFtr5SVp9HEWjEsJaaHpepFOOONtU9zZE28OWYePzPPmvIGi7RMQLDmRjg3tAGpCl8vIBzghHwQbyjL9w0qxsimezYy8UVxYfV5/mDaa9Om+ZPRSEI25rE1/W5WbqW3fVxO6WmiWprb6wxkWn5NpmzikYa8gGDhijT94A02mvAZrw5I+crecnG3nRhb71Wy5FoThugc+m57BJNf7SiSNBst574Zc8BRvrHriJMuhdDfVI0utnmlnL+XqRQenqbBOG9a6NRzHs1Q5AXoHnxchRhcnNAwnjpRjGvjDNb+7bhQWVFZUkj1shSy9GGPXlNWrixFo+LmnJvHPQyzdWqh3HelIPg06KdUfuVyQAAmxnKHD3dgSRnr0tRaXmGJsAO0Gzskp0FFDQJYyrQMViTpo5hocIhz3/mxAl2bCgyo
    5RZQW6hO9rBNEx0Fq4bPjmUQ5eZrCbgSozROm6cfWh8apo37VLK5R3XLEJZWLZDndkEFodZYW6x8GR7bsKGQMMfpOTbNCYTIXfi4h+1QTBJNtlpdiAJlFWdnCsHp/L5O/0q9rhK6HI9bBFYJIZiFaq1FpSR72ylcUWxBlbxUaXGssqeOutHpcazxKSdl9nKVOxpQS2seQl5k3go5p6d6FQmuyxkvJkGKJhRVzJA5xymrvDyDvkqO646etrjEikNg02YtBQZYnEf5GrJr+ysbvd9vPQqudO3fuK838+xxZVADwXV6uX4vV4Lt3RJeLJDUmXvZGgi9Bmofw1YZzkxYJYbQWXY1cFqFViunya/sH2vkeEKgSIvfsji3nLMp02S95fU/8Lzxfgr1ohrvILyzDnrmcLf39L33VMVfomWUveHlDsR478MJrOf1ey0g33iv4Zpk1EhunI9x2Q1GoeCe9w5PdgcLFvLc
    J8E89l4Fq2AcLaLs4W/cCyDnfZiNXr18+xGh8seXP/365koIOHrqNA1wZBMju18k8ELlwrHQbCvcRAPrSd3+i9i3hpYIeOJu9dGOhcVTPkiZhvV0xgCfMIxHQ/DNOLvA/aUMMOxpkdbluddLl5VsIel4yGGlVo057B7wzxHC7W0HxnK8Y2CTvb2LMYCtYdzBOpo4shRFEnxEDqRzhdYZzo3zOwiYTaOwZFiGAh88cemgQQLUykmDDjLNTaz/oWHaYtBDl1FZ3F72Dqd1TvB5UYRnAywoPpKPJu8p4fhd24aP3A0iNthXue7hbizJ7Xnv31km92n4MgAA
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
