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
    hash=d5979acabc23
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
    H4sIAAAAAAACA51be3MTSZL/X5+iRhYjybaeGB20EQwLbEDEDBADe3ERxsO2pBbqs9St6G7ZeITus9/vl1nVD0nsTmwQqLvrkZWV78wqp0FmOpu5OYvNOk7Db7Xg2zpOMvPhxac3494mTXrpJIw8eZMX/cRP7d2v40bzc9Ssvf37x3Hj3a/mdj0dN5smvQnXeNbwOeIz2UTjHn560SSJN1lgNlGYaUt6n2bBamafbkAnCdIsToJuGiS34TSopf59q222JpguYlN3YBrreBlO7z3TGNQvza4298OlDMNwU+dXMLOdG0C6NMG3MOPAdBHfFQMbAw8jFHRjKJD8CUhwDNSliWKjq9/5qQHxOBVgDbp2tRMTR50080G/2cZf8nV608GozbqbLjyTLbB5oNJMTXwXmXSahOvs3EzuTZjZpkUw8aOvXfMyXq2XAdaZBHOQwvjRvV14usCAIO3W0vDPYPxkVJsDu3Gj
    tboBCddt8/27EfxBqNiwzwCALJ0jpwtjQ3aSGT77edCu16Z+Zp6BCpxVN0+fmubrd6++NGsnP5HhvXSBHf6+iYBqNA0EpKAEQmR+NOvKfDsLUpFhm4037397fW7+Gc7+iS3MTGP7bWdAOcy9Nz5YXMNY/v9SyxJ/bZrJynTmDoWmef0/bz/VpotVPDP/1e+79tpdEmZZEGHXd1PTmZqnrqddu8Jrq2UHtNt1M0YDSVU31yXaxNHyHvsvBpp4bmQc2MEt4fMIzUDQzIRRFmMnXPBB73TnmTAFA818s1w+rwOBzrechuUlj4Gb+lEUZ2CygTqYeRKvjgBexZsoC2aQveBbMMUSlCGKZ020tAHAYZIWfDO9WXDbi4BObRrPIBvPqUEkA5cGoCCa4fcuzBYqvBxlGvy9hExXOAvcb0HwBDKcRADBQfUalI0yFcdLEMOEa+wDW1oGwdpYiVKegTvJ6tLMYiCyWlEA
    OrcAwol1SFqOJ6lELRMiQdqxbwivjANyOhMLNbhfUCXCRjApXAuS5xiSBJssXAJdDPz6Z7iu12ZxFNT82Qy2JBVaEeP10ofgEtJQsML6kCHgDytQN53YcAKUML4zmzX2h/atzHlgTncQLhm/xe/JqWd2Jv98wH5y/k/MwLdlvKVaX5HZ1ZZxfCO4WLxM5wLjZYG0Tns55mQlfQLI0nNySovkJozyCSOZMSpPwUdpjkWHgyw+ohvYLaCoLZGdVvbIPblJUB6Ztq3l4A9nz4K5v1nC4JXmldCxbydu2G3og3AH/UpAFSsFTibJahdHVmubd+8/df7+/h/vXgkfv/pZcOff0/vMwiSYZg4yCEHEwCrXrC+WYVemocDHplnGsHlqrmXr0zjKwmgT5Cs4uNX9FL32zQkEpEHWUzME6liSTpLAv1GxMMIW2/Xzz+5LeGY/LZFKLXYZtFii3fkhNRtU2/a73UdPdqSL
    ocBxiiwH3RYNhauShTN/sgxEHJfx1F+aZRhB4WWtmrxbdl9QMUo8ADzaIao9RKHSJ95HpV7Bj/c4KnCFZdLmyNnrff5spaJoAuf8GbG6mcE1Hnb/oAekRwwDqqdkwUFXkgAhdAh6Z4xbXCdUpqALpsjzpI4RdYqmfOaGqulsZBh9NdpVsuVAvFlTzw3zLL3AJ17eBgmpKuSjyewF2bSnPV2I2lwdsVpr6yE+vnnRGT4amcbCTxd1iV3ESsEaYIdWn9VwwYOT2nN/FcK5gdxk3UipvVk6fsJNyIA6XM4ywGJiA9Bh26W5TqnjHPgzKMlW3kE+ChQs48oPo9MdZPpUyGN/qTMQDsEelAg8mGNKCSebNdQgmAFlEo7zlWqeSePpTYDwZwIvN6PN5ST4u2QOm4QQwpm+FcBO7tc+XgEidR7KWnrZRU5jYu/eLc2aygZlShMD9I3+uqyYW+ij3UCBhQHtiZZDBcgP
    +t3RRXcw6vZ7w74B1bXh4VAb/DmmmlEf7hR8naXiyrlz0mVCrQQMHx9wdybdTKIgg183EkLnps05gn5X/kEG4/l8NO7B7U0ZMvcwqxeub0c9yk6Pu+jNwpT7/MJmeoAAu+Msu71/CQA+dX9+xX2QNhDtNI7G/448w35/4M0mj70B3rxB3/N6owuSqdoxtB3/KbnEoVGR3CaHpaBCYr++88SCdvPth9sRYdttzhCQYR2GWYwpGNW2ALvL3YtCdk+7ZYq0zyXCIGaafMjWBaiNl+gPQLKmEyPIIVe2vB0dMHc09jwwds/KlwWRi8kKum+NjTJGkjSAGlUTtKCyDPwkyvIsJTlC2VlslVDhQcP++8NLTL7VZYSuB7gV/mZfSZwjVBs/2WQCGyABWOTCOcfjTFb3qLLE3flThDYFfwQb512tHjhfnpMSOCKQFweIOL5qgaxfbNinXTpPibDkXZzc1Jn2gpLiDe98
    RtuS0U4ZeY+hztMspPg0xcDSiVlvliKhZHTrwx6Jc0N7rXnSPG3noYO5vKydXnW93jUaYQXn4Tc4F46VIOFShFjbNUpgl8scdF0dzqBOgLXzdjZfVlYKUn8qJptZuDPQFnzZSOeBjaKuAzoNBcxNnHqnHQjzZ4ptW7Y8dmiKkOehm9fxPAmF0UQ59Do5Y3bYbwyLDtXKQlhYIv+XgHody+sS4L8EV0XjOGgrRvuwrQSWIUK5qFsKOAdmaeOAHqAgpFfhQVzBSSA4JPPsTMSojfRB0wCVNfRIuxmP4fWQ0EB28zRI01PtZ2IqA5yNQfNy5uKMIyWJWuBPF1K+qAZfkvPYSoctoQxsAIwyBpFjEUMNlmgC5QjSozHT+P/40br6A7/Xp/LoXrc/d5/jpYlyhSRpWioxHa/Zuup3nlyfta28CQwI8t9efHzz5ffXv7349PLN1eB6Z6Jssd88vGa8dRNI0YfPcX0M
    /g0YEd4iBNlpUDIwP0G+PReqbw1HNrb4fSB6ZlbBLNysduX2VZAl4O+gP7yA5nEZ5aasZJXTikevb1fBxv9oXfmdP6/PTPu57MvvzEGCrnd99YehWusec+U+shvoWwQxg11pWsm5ocFbfkclIF4HEsw2kV9Ol6iKmM4LswjA43iDWCaJ7+BXgmRSW4VpinhTkGX/GG8cwidH8elP0gA2y5qqgvkS/oixAiGct6kLmKsGmq7H90FqSVB0a/AH0FdW7K87CPsgCfl+SPo8iTptOgojgwJFfsq7ylO+e91iIFnRtCysLDTWqao01b2okh1uhrQobYaGdVtssIPs1tZjSCLoqEyjklrFtPRFPpTS6s9RVRFKTjf4LDMH+TL2MvsxWvt0tBOKzRE/bFcykyp1taiA1iJ33SszSNZ6p+Quy9Jh1upc2VZfeuIM3K7rPfzspFyreVDuJWrh3JRz41MtC0ilQTzIJZ1n
    ZFqtTsfaNpRBl6lUanNvlsdw6mPFjhECKzzn5m4RTheIDqzpEpMGOjNC9RjGIBxBZQqdrhKnAVddmYPKHZ/mzAxgNskftHC6NijnWEnD0+voRpAohzZZ0LqymEjEyDPKCYvSLLrZJDsLVwEXRyyvxelpBrPMKtFekdr8XAo5pboMSx0c6l8LC72XrCrq2cxFV8qTwUofCLov3aKLZXG2GrYtxB5texJAu2FVop4EKxTzZgzVESYuQ0RjStQmkqQDzdfqEUtDFcnNtShfQjZ8oE0giSWxrbLlNQPnrr4i3BOKVoL2co3tuPyjjhbOA/pXYaAuJJAuYUa1Jz2Dw4ZzG4rIUdjJmryX7HEfZjB60h0+YjInTxomf+Zn/h4DNV8Utvy4bnQm7gF+sWlrSGBRpQSxVzhCd44HiO2qFBRDG64cs395bruPDTxV5K+QHCfovbryJmDejXd9DbT+KH05h1Veet8xozxg
    V1EMkJzHwk0cwyC8ANmpD2pXeAjCNiSARWINgpvvwnB8gkGdiZ9hTKeiME4VGUclmdZYKvn6Gjo4wSkKM3Zp0YRdXyVctsupMmn0xIOaAJi7IxMYIgcHJZJ8SBqvcLACFUZgmQ/wWHBes5VGR9aBdkCtc0Tjdc1GMy3ZdRJoWTmnxvFtS2nHnNh2z3xlHoZ4UtMiZwizBSwBUaT7Eg0U9bI6V6K8bf73FJbjjHGLZcHB7q//tmsTHEqVyoOgCWwx/HdG8zwbI2uniR3QaBo5i3r4UOawCitdftZDeo/8QH3WXrwmQJDVcuZg+ETr81yDEs65PU8cVCnBst210y5iLo5XdGQC+3q9bj7FEBVYpa3s/0pGXksP5B3RegdxPTDACA6U0URcI34Co0cZjE5kUbiUKjjB5Nkz8/h6V2n62QwfPUJU69IBUR24Okhyq9XYnnDJHZwUXglwh8MaEoD+k+VaQahv67OC
    UoNtgmKJhj1HQx2y5cPre2DGyWmP4Aeull5KVa3pE3LaSk05D4X8SdUzzzSRTYjRQg2Un7abDzXDud21wMRBwR0xC2FMSNtN/cQ3pLeadK40wFLLCFu8gCaOWcWAdrIGOe5cyHZdRakiOG4ITj7FKt7lZwVFabNasV6JXhSYVj3OfsB2VxfSF1k5MrWCX2Mcx6UUCGAi28i7rJ0HAMHd7d8W0IQAuk/0uNRqAt26SVlqOJaqY0YHWyMkvOYQCcVBJD/Oxh0/67BV5U0dAkRunNvwzkHefyTSh7lRsyL8U2OWp30u/8mjO8GgHAfQQ5SdmIamkKzMv4Gpy5nZEuSQqbAopEeekBFGhDz6q1T9oiBAsSbEUXXkw+TeqXlUzoL39DdUZ1fNySWxqOPnMf1XNCGIrzpSzQREAJincwzS9B9Ej/sU+0+Da0FuL4q1K5c9n/iFktv7YTRSDRL3c57SV6VkUQRypWoZ
    Ci15vIgAV/wa7JUDbgO7PA26W1DKWOULESMmtZWf6PlmTqrBgS5h9JXYM82B5HzZmrAHz3fWVorus0dUAGK5lQWutFHDXLGYlWYC1ANrOh8+AdEa0x3FM5iGOPjWE1hQf6DUsjAGBUXyc1sXBAvS28Gub8cAqxwc+9FTF23Uo6/9aQ704TTQ5weHnlULpiKhjhhQjhy9lYe0jSuVDocXtppxQc+E+Db/bzzPzIPHrMAPkOvOUY73eo9FosjHkpyTy2WeHYlIdfFyBlyFoafx6Q30BeSXOIXedgoeJWjb18sfwmFiSsqVccrZ9lOFuuxDEGoTVRbhZC26WmeyLpEoQlZRfJ7zYoJI6oPOYPiYAosQ5OQ5Sk0lH4tDxx7KhpAd+CybI1tRdw5KF5TthNxKH+mFeTg0F48Nzjke982TkRkMtBJXrAyj9iD1HlBjfJwVwy4MT6xbD73BaKfxAUgoSXYJ+GOCH14I
    OB8ljW516uNiJnYq9D8btxw1LSMY1chec+PkR+md8gUqzlN1ZQ/sgRwr2rhX8zcB4eLQ+HjUWwrhHJDafsmQJXPpHDewphbNtdLmXeNUH66PIzQ8I1IK6Ujx26VbstsrtxVIiZh49w1ju4jXpWsCKNEpgvz+pcBzE6EgijtXkO/TX06b75zOwZAuYLub2DnM6iIExdn/IUjE4yCwnwVRGMw4AInX9IYSyxFvo1t/GSILT75uVvA+zepRQWW98kdlofytCr143Tt/qEu+Wcf6kK4tdl72z/W90VrIFrM4luMnLS/BPQhVDmsFFQ9Ey4qGSnB2WHxEkFXUsZ63kKAywGibdhFfSPwjfgvhnyqGxjAONZmND+fwj1SG1JVDmSu+HCGIwmhDv2Vqq+UEg+V4hHQqPb8glMeCed+Zs1h8k2oTHTen2DIYzJBNMAu68WIAq/UCkv4JExs5SFbFtM5vq/ss/ePMGgUw
    cVT5xcRK0CrX9AbdKLgTv7O61VtztkX8Lir59i4dS1t6oI/yklatYNYgKbKAuH8hWUN+DxCCcQLxz5WWuCUglJRcWa6QiUFofXz98v27Vx+h8Xq/TckPzthaahL8ry1/N2Vve5WwPHcm2opiKfU8LIcvgznv4n1dIC+SwtLDp+ZpXmJaxdixZj84ILVhp3JeL1gcIoWUD7fqUPsfGJSlkTD3bSjiidjC2POwxXQS06HVk9FIMzbmobX4blZunLcD3MPpay5amtvvDmVafguobNmRaDwHa+GBNMHg7Txa7jnvRkjRyl7oscnXfunK3g6yN9BYD5GJdNr20Cm/xVLkYjZAzp0y5oCufGPXEe9cipr3LcHRknah6ZWDg72ExLp2mgbj3GghV8+oleR6AbcP51bZCe6GaNhOsSjGdXDkbP/vuEpZWFk3SPU2GFLxUZ/uUlauLEWj4uacmYd9DLOVbtm250pAcGYQ
    Uakdyy0IHxSM5IYirvhyZ6xsU3B5SyeEEmg3tCTfgzIbG2AB01JXkaSPYmLBIc5v5yVXujblFlDLLaC2UKDs2aImNgrWGT4Zy+jJzdfDtEpw0nzQevCp/alpOiybUcHHDUsQ1lUtkGd2QQWh1lhblLkSFNt4oeAwx+mxPU0KmEg9fNiHQhSTRIytSBesQO3E2ZqCcTp/oNN/UKerxCzHAxaBVUIIhqFaUFEuiXY7gSuKKSi2lyopjlT2kFVVXWTd2h93rcJeUwGJKVz2Ppk7Z1DDa+4DXtyWjUlNO7dhTH4UV0irWCNzhpNleXkKoZXE1p10bfNLtDj96Kzs5WpYZHEn/8pA7/dbf4L7avt/SdBo5ani2mzf/XqOvxM45w3ec0w815OHc16hOGeWfJ4bhnO932ofCH7LkOZCGzGDatG0JqqEszmQprqiOta4OXspiIvnclS13qHtvE55f9ZvXv0Dz+vaq0Bv
    5PHixe/WVc/dNSD7twi1jxTIX8NVmL3ljRZEeh+DKQzo1UctH1/XXsNHyaix3Kmf4FYfTENBydrveLLbX6I+krpPgnlYe+mv/Um4DLP7v1EjsLOPQTZ++eLDl3evP3158eq3t+9kA0dPr2Y+zn8ipPXLGN6oXCOWPdv6NtHAelK9/y5Wrqm1AV4zsESzY2H3lA5SlWE1ndHAVwzjOROcNE4wcF0rAwx79NQUsafGl+5mObEXhycK22wiM9My/fGQxLK1GpM0tjLbO0N4J2+I7tQ65anf3uUgANVo7mABuQ6FHQfzOWTSQ0TBba+RXM5xZp3fw8BsWooV4zVU9uCgS4cTErUWpxNSaeEg09pE+kccszaDIfqRyuJWNYNZgxM8XpbhQQEriefy0eJFLRz9a9vo3N2iYoN9lSsv7taW/MFA7f8BSOkC4eszAAA=
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
