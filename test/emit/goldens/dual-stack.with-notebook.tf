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
    hash=8f3c4d5af3d8
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
    H4sIAAAAAAACA51b63LbRpb+j6foUHRISuLVMteGzDgex1N2lWO7Is/WVimKByRBEysSYBGgZIXmPvt+3znduJD0TGoqFRFAd58+91u30zAz7c3MnIWvErNK0uirF35dJevMfHz56c2ou0nX3XQcxb48yYO+4o/3/t2o3vg9bnhv/341qr9/Z+5Wk1Gj4eFnyN/1Jh518acbj9fJJgvNJo4y/ZI+pFm4nNpfN6G9DtMsWYedNFzfRZPQS4OHZstsTTiZJ6bmwNRXySKaPPim3q9dmp03C6KFTMN0U+NbOLWDG0C6NOHXKOPEdJ7cFxPrfR8zFHR9IJCCMUg/BurSxInR3e+D1IBtXAqwBkM778QkcTvNAvBtugkWfJzctjFrs+qkc99kcxAPVBqpSe5jk07W0So7N+MHE2X20zwcB/GXjnmVLFeLEPuMwxlYYYL4wW48mWNCmHa8NPozHD0bejNgN6o3l7dg
    4aplvn0zgj8YlRiOGQCQrXPkdGMQZBeZwU8/9ls1bxJk5idwgatq5vlz03j9/pfPDe/kBwq6m85B4W+bGKjGk1BACkpgRBbE046st6ugDRnIrL/58Ovrc/PPaPpPkDA19e3XnQHnsPbBBBCxh7n8/7OXrYOVaayXpj1zKDTM6/95+8mbzJfJ1PxXr+e+e/frKMvCGFTfT0x7Yp67kZZ3jcdm005otWpmhA9kVc3clHiTxIsH0F9MNMnMyDyIgyTh9QjPwNDMRHGWgBJu+Kh7uvNNlEKAZrZZLF7UgED7a87D8pbHwE2COE4yCNnAHMxsnSyPAF4mmzgLp9C98Gs4wRbUIaqnM9J2bK7evH737sPHT1eeWGwdm0XrtJCl6U7Du24MFL1JMoW+vKBVkTVEB8DDeIq/91E2V4XmLFPn30voeUXaoOcOQlhDr9cxQHBSzYMBUs+SZAEGmWgF2kDmIgxXxmqZyhES
    Wy8vzTQBIssllaJ9ByBcWIP25XiSc7Q8YRwsALyAQss8IKcrsVGd9IJTMQjBomglSJ5jyjrcZNEC6GLilz+jVc2bJnHoBdMp/Esq/CPGq0UAZSakgWCF/aFXwB+eoWbaieECGGZybzYr0IfvW1nzyJzuoHAyf4u/J6e+2Zn89RHHqQ1/YgXerTJYrvUUmZ23SJJbwcXiZdoXmC8bpDX60BEXK+vXgCwjJ6f0Um7BMF8wlBXD8hK8lNZYdDjJ4iP2AmoBRf2LUFqhkTS5RTAoWbb1cvCHq6fhLNgs4ARL60ro2KcTN+0uCsC4g3FloKqVAqeQZLeLI7u1zPsPn9p///CP97+IHL8EWXgfPCACmWm0DieZgwxGEDGIyn3WByuwa1NX4CPTKGPYODU3QvokibMo3oT5Dg5ulZ5i1D45hYA2yH7qmsAdy9LxOgxuVS2MiMUO/fijexOZ2VfLpNIXuw2+gGlXr199
    eP/L1agn7LsPIto4+LftdTpPnu3IIUPV48bNpp0N83vyDK4QAAUZWL7YL4KboJUF40UoyrpIJsHCLKIY7kAw8eTZKsMFzaYkIcCj56JTgKJUxiReqU0o+NGevAWuCFS+OWZ3u7//bnWm+AS5BlNidTtFMD0c/s4IBANHCpmkFNDB0HoNhDAg6J0xw3GDMKiCL1givyc1zKhRceU1d2MN50Gj+IvRoZL3B+INT2M9nLeMAp9kcReuyVVhHx1qN8wmXR3pQBFnGrrVl9uYcvXmZXvwZGjq8yCd1yTbER8GXwEKrbWrW0PMJ7dnwTJCOAS7KbqhcnuzcPJEEJEJNQSpRYjNxENgwH6XzzXqJNcgAsKEtvIM9lHJ4DeXQRSf7qDxp8Ie+5cWBeUQ7MGJ0IezppZwsVnBSMIpUCbjuF655ps0mdyGSJjGiItTemQuQoRcz+CxkHQ4x7gE2PHDKsAjQKQuftk4IFTk
    PCb27tnyrKFiUKE0MEGfGOHLZruFtVoCCiwMeE+0HCpAvt/rDC86/WGn1x30DLiuHx4P9EMww1Iz7CHYQq7TVII/KSdfxrRUwAjwgmBo0s04DjNkAkaS7dzxuTDR68h/0MFkNhuOugiKEybZXazqRqu7YZe60yUV3WmUks7P/Mz4EII6rrLk/UsAiLj76yvBhbyBaqdJPPp37Bn0en1/On7q9/Hk93u+3x1ekE3VgYEd+E/ZJeGOhuSIHJRSDskWey5OC9qNtx/vhoRtyZwihcM+TMyYcTAPbgJ2h9SLQXZOO2WOtM4l/yBmWq4I6QLUZlOMFmBZw6kR9JA7W9kOD4Q7HPk+BLsXA8qKyM1kB6VbM6eMuScdoObhBC2oLMJgHWd5XbM+wtlpYo1Q4cHC/vvjKyy+022Erwe4FdFo30hcmFQfP95kAhsgAVj0woXO40LW4Km6ROqCCRKfQj6CjYu91g5cpM9Z
    CRyR+ktQ1HBX8kA2VtZdTLR751UU9rxP1rfwIuFkgRLGtF+aebiAYmzgRtbJPUQarscmvY1Wo2aLOTo4LlHzPmAeLzXyhDn9CGY/ySKqWUMcMYOdjXopSlXmyAH8lgRBfPcaJ43TVp6AmMtL7/S643dv8BHechZ9RRDiXEk1LkXZ9bvmGhxyNYnuq9OZGgqwVv6dny8rO4VpMBHJbknZtQV800Z+KE48T4sUZR1u1xUgkT/1T9tQ9t+p1i0hdeTQEyPIEz+/7fuSSOMT9dRv54Lbgc4EHh+ml0XwwET6LwH121YXSoD/ElxVneOgrZrtw7YaWoYI46PtKeAcmOWNA3qAgrBclQZ5BxdBdaC5Z2eiPi0UH1pEqI5hRL6b0QhREeUQdDsvorTg1XGWujLB+SB8hgLbPORIk8MLg8lcGiLV5EwqJts7sU2Zvk2f0RghcmyLqEMTC2BqgPxJc6rR//Glef0H/t6c
    yk/npvV75wUeGmiASImnzRfT9hvN61772c1ZyyYNAgMK/LeXV28+//b615efXr257t8w8boNpV/E31FtBEH1mRreIRfZaXbSNz8gE/FdRr81nFnf4u8jMSSzDKfRZrkrf1+G2RqC7PcGFzAtbqNik52s9Vk96PbsLqDwj+Z10P7z5sy0XggBQXsGWjv+zfUfhnarxOTWW6FmINTAsGLoExxHw6rILT3f4huaCMkqlKy24S2jNEVmKdjQHcH1iEfiL50Sf4NxGsLrWGdTiFESHXE3oNTFlZqAua7j083oIUwtjcWwpnkAXfIFItMcYfI2L6ZOG46FqKRA8g/5UHnJN79TTCSvG1ZGlY1GulTVv0qLmsshMeRFiRhxZAWB6sWkV0MWwdpkGc3NmpjlLyqflH57hu6KcHKywWs5FqBuBi3T76O1z0e7oCCO+IFcqUGq3NXmAr4WNexeu0Gq13tld1lZDqvXiheX
    PaOZKVe/p1r4Sy9BUvVLxr8Y5WK7bd0Lmp+LVPqzeaTJ8zANk+JrCIE9nHNzP48mc0R4617E7YCDzDJ9piJIKdB7wqDrv2nSVFO2o1/HX3Nm+nBt5Dy+cLl+UJmwf4Zfv62EoH8QqQytk7RNZfFmSHenVAR2pNlxs6Esi5YhcUBarp3pSQYPynbQXofa/FjKHqW1DLaEhwbWxEYfpECKu7YI0Z3yuq4yBr7uq68YW1lfrQltC73Gtz0RMw+xOl9bh0t07abMupHxLSIkVsrbBuqdA9PWNhF7QBXVzM2k0CISfGAuYIllsW2n5eW/iyxfkLkJRyv5d7mZdlzB0TCLZiFDoQhQNxJIl3CEOpKeIbYiDg1E81hoUjT5KMXjXkx/+KwzeMK6TH7peYJpkAV7AtTST8Ty/QbRmTh4hLCGbRZBRJVuwl6HCMM5HmC2azhQDW1mcczB5WXqPjaINXGwRJ27xuj1tT+G
    8G79mxug9UfpzYWc8tb7MRSVvt1FMUCdnYg0cQaDTABspz2oT+MJCL+hlitqZDDcfBOB4xUCao+DDHPaFYNxpsiUZ51pu6RSeq9gg2McobD4li9ae+ujZLR2OzUmTXR4ShMCc3deAn/k4KDbkU9JkyVOVWDCyAHzCT47yyt+pe+RfWAdMOsc0WTluVYzXEd7aY8lYLw1sWc9RtIoUlVu8xOPVkpW7tkMpinsW4faiM7Zepx/0u4xJ/a7b76wNkMOqaWSc6zZHC6FtDLQiSmLnVrjLYnQfv73opJDkVGT7cP+7q//bXljHG2VWoZgLnw7In1Gdz8doZKny+7T+xo50Xr8WNawbytDQdZFyY+aQKPbXuomQFDpcmV/8Ew7+tyDpsK1Xb8LDyANT1eZ6LB32kH6xfmKjizgWLfbyZcYogL3thX6r2XmjYzAcJCht5HLAwPM4ESZTcQ1yycwRqj+8EQ2RYiqghNM
    oBZPb3aVTz+awZMnN1KSSQkgNojQCZNoNuvbE265Q9DDIwHucLxDBjAes60rCPVsz1ZQqvOboFjiYdfxUKds+eP3fAjj5LRL8H3XfS+VpdaHCjtt96Zcc0L/pBOaV5WoIMT7oS/KVzvMH/XnuQO3wCTSIa6x8mD2yCBAQ8c7tLdaaC41FVMXC6c+h0mP2NmAmbMvOWpfCLmuy1RRHDcF56fiXu/z04Wi3VntYi/FLgpMq6FrP7W7rwnriwoc1VkhrxEO9VIqBDARMvIhGzAAQHB39NummjBA6cSIK6fGsK3blG0F21+1e2qPFStwQCiQ8JhDJBQHkfI4G7WDrM2vqm8aWaByozwYtF1Uy0VwpCaAu1G3IvJTZ5aXeq4UyrNFwaCcUDDUlKOhJrHQrCy4havLhdkU5FDTsFGkB6fQEWaYPCysdALjMET/JsKBdxzA5d6re1TJQvYMXDRn1+DJNbHo7efZ/xd8
    smcqRURWby8KwNqcc1Cafycb3efYYRpeTlb30l4LuhwjxfGXAuR385ZqOrlf/pTeKn2IIuUrtcjQPckzS6TCErjgkBxwmwLmFdH9nGrE1l6EbHLtLYO1HnnmvOgfGAtmX4vDUp7IkbP1UY9e7KwzFOPmiOg49G4rG1zrR02IxSVWPhOgnmEzuvAXEK233FH/wkmEs3A9lAX3+8otC6NfcCQ/ynXpsiC97e96RVcsB8dxjEiWYM+79pc50IfLwJ/vnINWXZSqhEZaQDly3lae0jKuPzoYXNjOxQVDDzLh/H/j+2YWPmXbvY+yd4YevN99KhpFORYqJVIuy+xI7qqbl4vhKgw9oE9v0esA+yURYTidQEZrfNs3vO/CYSVLzpVxysX2Q4W7HEO6aitbdtZkL8ZS55MuUVlCV9FxnvGugmjqo3Z/8JQKixzj5AXaSqUgipPGLnqB0B0EJVtUW1V3EUg3FHIiktJD
    IWIeD8zFU4PDjac982xo+n1trxU7w2s9Sv1HtJgA2SX8wuDExu3I7w93mgDQe7AqLwF/SvCDCwEXoLvRqS59WqwEpcL/s1HTcdMKgmmL0JpXeUGc3qtcYOI8aFfxwB/IWaJNbLXSExAu0UyOp7WlHM0B8fb7gOx/y+Cojj21A65dNf8GB/2IbZyh+ReRUkhHOtmuMBNqrx0p0BLx4e4dznaerEo3B9COUwT5/nOB5yZGlxNXs6Dfpz+fNt47m4MjncN3N0A53Oo8Asc5/jFcS0hB5j4N4yiccgJKtMktNZYz3sZ3wSJCvb7+slkivDSqff/KfuWXykb5UxV68bh3mFCTyrSG/aFdW1BeDsC1vdnanRa3OJIzJ+00ITwIVw67CpUIRM+KD5Xs67APiSyqaGm9aKKUZQbRMq0igZAER+IW8js1DE1SHGqyGi8uoh9pJWmshjFXgjVyDIXRgn3L0mbTKQZ77MjZ
    VHt+Rq6ODfOxM+ex+CTtKQbualvelqIF33gbgC14Acn4hIX1HORBy579fGQP6JjpTTB3f3Gv5mRw7cThvcSd5Z1errNfJO6iPW+v3LEJpqf4KFG1vwW3Bk2RDST8C8vq8pcI6WmCuxVGdHGbUViIqwHCSamq5VaZOIT8oklba37LfkjGtlXX4f/aVndDaNvrmeXFMdFWFEu15eFB3CKc8crelzkKH2lBPX5unufNqGUCirW8wamozStV8nqr4hAp1HS4fIc+f9+gQ42KuGdTEV/UFs6eJyimvTZtej2ZjTpiYx5bj+9W5c5528eFnJ4Wm6W1vc5AluUXg8qeHZXEC4gWEUgrCF7Yo+eWCz2Qsy2q9ntb9p6Q3kXzFmgx8RqgzTTzyypFeWVz3jwMz5INOMknDh2Jx6VEeN/2j/azC9uunBrs1Rg2mNMZGBc4S1eWaIeUcwG3h3BWoQRXQDQTpyIU89o4Wbb/
    77hLWT3ZCkj1Shiq62GPAVJ2rmxFN+LWnJnHPUyzzXAh23ddHYQvKKX0leWyQwAOxnJNEXd/SRmb31RVXsaJoPY6DLvIaYB4lf9sblruKpKMSqz0OMVF6rwdy2Cm0gJquc/TL1Qhe0SotYqCda5O5jJfcuv1qKySjjQeNR99an1qmDZbajTpkTs4Z8/VAvnJbqgg1P/qFxWupME2QygkzHn2MhqcCIRIy3vcgwmIrKi/HHT8Rw/EuZRCWrqor2u+02+rpCbH8xKBVcIC9l9tjKhoxIidlhVNEXTfSx0Rxx97QKoWLQpu3Yy7MmGvoICv1Ch7V8wdPKh/NQ8hr3ELYdLkzl0VaxzFFSoqTsecIfzIw3NoqhSo7myL99y/72v1fkQxbkMD7pu5fzXg/s1AvZlXfSuzff/uHP8i4Jz3c8+x8FyPG855teGcVe95bvHnenvV/iCPLUOaCf3i2tRVaf9SmWPLGa1a
    xSas13I+UBCXIOQ4Zx19ywWQMn02BF7/A7833i+h3qjjhYjfbNSduWs89l8feFdUunfRMsre8kYKkrarcALPeH2lPeMb7zXCjcwayS36MW7lweYLTnq/4ZfDwQK9jNS9Esxj71WwCsbRIsoe/sbbbqDsKsxGr15+/Pz+9afPL3/59e17IeDokdU0wKFPjAp9kSCwlPu5QrNtahMN7Cct+2/ivhpa5vMagGWanQuHpnyQDgpb6AzsXzCNh0uIt7BJXLfKAMOeNzVEtWnKpbtVTrUldolRNhoosrQ3n2cXlXTHirWaXtS3sto/Q6YmT0jU1O3kVdze5R5EGU3MDjaQ60ygOJzNoJM+kgOSvUKdOMNJdH5PAqvpDZZMvdCFQ5pSOpGQBLQ4kpCmCSeZ5ibWf7YxbTGvYYCobG6PFMJpnQt8XmZhU59dv3N5afKiFQ709dvw3N2C4gf7KFdS3K0r+ScC3v8DMlhz
    A9czAAA=
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
