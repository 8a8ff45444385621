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
    hash=63baeaaec0b1
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
    H4sIAAAAAAACA51be2/bRrb/n59iKsuVZFvPuLoJHSXNplk0uKlbNNmLC7hulpKoiLBECiJlx1W0n31/v3Nm+JCUbrEILJLzOHNec14zScPMtDczc56YVZJGn73w8ypZZ+aXVx9+HHU36bqbjqPYlzd50U/8eNfvRvXGb3HDe/v396P69Ttzv5qMGg2T3kUrPD18Dvlcb+JRFz/deLxONlloNnGUaUv6mGbhcmqfbkB7HaZZsg47abi+jyahlwaPzZbZmnAyT0zNgamvkkU0efRNvV+7MjtvFkQLGYbhpsavcGo7N4B0ZcLPUcaB6Tx5KAbW+z5GKOj6QCCtwxlmHIN1ZeLE6PIPQWrAPc4FXIOunXdikridZgEYON0EC75O7toYtVl10rlvsjmoBy6N1CQPsUkn62iVXZjxo4ky2zQPx0H8qWNeJ8vVIsQ643AGXpggfrQLT+YYEKYdL43+CEfPht4M2I3q
    zeUdeLgygxff9lvmyxejVIBfieEIAzCCQI6iLg+y2F3zJkFmXoAH8mWePzeNN9c/fGx4J99Q3N10DvJ+3cTAM56EAknwAReyIJ52ZL6dBZ3IQGP9x59/enNh/hlN/wn8p6a+/bwzYBvmPpoAAvYwln8fvWwdrExjvTTtmUOhYd78/9sP3mS+TKbmf3o91+49rKMsC2OQ/DAx7Yl57npa3g1em007oNWqmREayKeauS3zJIkXj6Y80iQzIwMhDNKEzyO8AiMzE8VZAlK44mn3bOebKIX4zGyzWLysAYP255yJlTWPwZsEcZxkkLHBdjCzdbI8AnmZbOIsnEL1ws/hBGtQhaidnuzSOgBH67SQnOlOw/tuDHy8STKFarzkDiIjuDQAhfEUvw9RNlfd5ShT5+8VVLoi22Cc3IPla6jwOgYIDqp52GxUpiRZgBsmWoEOkLQIw5WxWqhSg3zWyyszTYDIckkVaN8D
    CCfWoGs5nmQTN5kwCcoOuqG1Mg7I6UwsVCe94EoMQjApWgmSFxiyDjdZtAC6GPjpj2hV86ZJHHrBdApbkgqviPFqEUB1CWkgWGF9aBHwhxWomXZiOAF7MHkwmxXoQ/tW5pyasx3US8Zv8Xty5pudyT9P2U/R/4EZ+M4lL1zrKTI7b5Ekd4KLxcu0LzFeFkhrtJcjTlbWrwFZek7OYFjyCcN8wlBmDMtT8FGaY9HhIIsPWihDEgxAak2E2AqZJMvNww6SmVsvX+Fw9jScBZsFTF5pXgkj+3biht1HAXh30K88VM1S4JSTrHZ5ZLWWuf75Q/vvP//j+gcR5acgCx+CRzqgabQOJ5mDDF4QMUjLNeuLldmNqSvwkWmUMWycmVshfZLEWRRvwnwFB7dKT9Fr35xOQCFkPbVF4I5l6XgdBneqGcZJxvZ++22pQYRXtFhuVRvtkmi0DHwIIm50cHDb63S+e7Yjjwz1
    j7NkaWx12bBwXIJEFowX4vOgppNgYRZRjP0vy3nybkV/yX1SkgfgqUZUmq0Hov4r5NGeYAWkSE7aHFe73d9+s8pRNEGAwZQI3U3hIw+7v9IDCSCaAfNTSuKga70GQugQ9M4ZwbhObJ6CJZgiz5MaRtSoofKZm6yGs5ZR/MloV8mqA/GGpy4chlp6gU+yuA/XZCjtZjfMJl1t7EDZZurB1WRbN/H+x1ftwXdDU58H6bwmAYyYKpgEEGd3tFqvVk0YPQuWEVwcOE2BDZXRm4WTInyFDKjB7yxCLCZWAB22XZprVDfOgVfDNtnKOzhHNYJ5XAZRfLaDVp8JZ+wvdw1UQrAHE0IfNpkKwslmhY0QToEyecb5yjDfpMnkLkQINIarm9LwchKc3noGq4RIwtm/JcCOH1cBXgECXlXdlDX3QkXOXmLv3i3PGioBlUcDA/RNvHZp/4nBM46GAhED9hMzhw3w7/c6w8tO
    f9jpdQc9A8Zrw5OBNgQzTDXDHtwqRDtNxaWTeLJmzO0IGAE+4PZMuhnHYQb/biSUzu2bcwi9jvyDBiaz2XDUhfubMHTuYlY3Wt0Pu1SfLqnoTqOUpH5kM6lD/FHnLEvenwKAbz2YXzZGlj3Q7TSJR/+JQ4Ner+9Px0/9Pt78fs/3u8NLcqraMbAd/y3HJPLjdnJ0DkrxhQSCPeeUBe3G21/uh4RtKZ0iNsM6jLgYXjDEbQJ2hwyQbdk565SZ0rqQYIOYaR4ipAtQGzrRL4BlDadJ0EaubMU7PJDvcOT7kO2hnS+rI9eTRZR0jZQyxpU0ghplE7pgswiDdZzlKcv6CHOnid2NCg9b7f9+eY3J97qMsPYYeoXH2d8tzi2qqR9vMgEPqIAt2uFc5XFRq7NUjSKBwQSxTiElQcj5WrshnGfPGQo0EdqLC0RkX7VG1jPW7dMunSdHWPIhWd/VmAeDmeIPHwKG35Li
    ThiKj7CvJ1lEJWqIsaUvs04tRYbJcDeAbRIfh3avcdI4a+WBhLm68s5uOn73Fo2wiLPoM3wMx0rIcCWqrO0aM7DLMtquq8MZ5QmwVt7O5qvKSmEaTMR8My13xtqCLxvsPMxR1HVAu66AScSZf9aGSv9G5W0JySOHpqh6Hsj5bd+X2BhNVEW/nQtmB3oTWHdssCyCqSXyfwmo37ayLgH+S3BVNY6Dtmq0D9tqYBki9he3lwLOgVneOKAHKAjrVXkQXnASGA7NPD8XNWohn9C8QHUNPdJuRiN4QGQ40N08L9KEVfuZqsoAZ2nQvJi6cONIicILg8lcyhnVGEySIFv6sDWVvg2HUdYgcixq3IVSfeFzVBuBb30GZPcIA3YaGPTNN9Ar3wXMW8OR9S1+T0W/zTKcRpvlrty+DLM1+NrvDS6h8YyqlIuykt0UVizdnl1l9C/ze/MmaP9xe25aL5s3vfazoD275V66
    vfndcDupLueb6m+v3v/48dc3P7368PrHm8Etl4GexxAv9nPDSuyOhmbxBSl5sgollmwg0ZssUKAw7VdmHoK3yQbxxDp5gFUP12NvGaUpwj1Blv0jvHEInxzFZzBOQ9gKayIKpksIIkYCjHCGviZgbupouh09hqllQdGtARhA31h1u20j9PoXVcLSQ9bnqcxZw3EYeQw48k3eVZ7yxe8UAymKhhVhZaGRTlVlrdKiyn1IDHlRIsb6jG1BYxtppho04RK2h8zk/rB7wrIYyUhKgztDhUOYOdng8+to7PMNlEjMX2WcJu5oLZLDvVRe0sIH5WRZTQ7TQucdtvrSFfvqqKl18bOTkqhmGLnh9aKZKSefZ5p3SzYvRvmK/ig2zWa7bc0FKo2LVKqhuYPIgyN1W2IaCIFVlAvzMI8mczhcaw3ESoB/jP58Bgdw8qj+oNOVuzSSqSnTUR7j05ybPiwR+Y4WTtcGlQir
    VXj6bSUE2WdkY3Gt3YrVgfynlD8Lvyxs2eQ1i5YhF0ecrAXgSQZLx0rMXiHYfFuK5aSCC+MXHm6tJhb6WZKWuGsTA11J48JSM3i5r7MQBnZJRUdlS20LZUaLM3GCQUltxS5Yla+twyWqZlMGwojAFhGiHOVsI5X6sjAInkfsxzpcLWAWbQqnxHxC4COMqASxpMSO3soz11502AK2dogSs0y3iGYhHY+IASum5/BbsPEDMIshGBdpUU+JFvvJVDfJ9IfPOoPvmN7Ik5YimAZZ8JdrNMLl/1BiIVHl1HyvroLuHB+SZ7N3KpH138cMU5747WMAFxIHS2SOa/Te3PjjRRDf+be3582b30tfzpOUl644k/4tEHCrKAbIXBORKA4q4G/BBGqzWgWeErANeVGRdYLn5osUT/CJfKM9DjKMaVfU3W0katw609pDJZldYQeNcczAdFZaah4/R40QmLkzA5iJfJzUpHSk
    hJcWG1uVkqlpssSJAzYeIqx8os9S7IqtNBUCIG1AxwoEk5UnVRVos1BLXWRSmHPhOLl6YnFi233ziTkJAivND5z5yubYxAyGUglnLHtlH34FboWNUtYfNVkO6+/++m/LG+NoplQWAwNgLuE9M1rQ6QgZK61gn3bNyInMkycyh5VI6QqyLlJbRMXqVvaiJQGCdI4z+4NnWqbmGlRjzu364kNKaYXt9s46iHg4XtGRCezrdjv5FENUYKe2Qv+NjLyVHig1YtQ2ollggBEcKKOJuMa5BEaj3x+eyKKw+lVwgsmLF+bp7a7S9K0ZfPfdrSQnEgSrwZvzFKrZrG9PuOQOfgSvBLjDmQUZQBfHMqUg1LN1SUGpzjZBscTDruOhDtny4fd8COPkrEvwfVdPzhM0mjjhpC1QlBMv6JlU+/LUykUJqP3x03bzoUFCzNjCmlELj0dQ4kdol+k9MEY2mR4KVDOtpYY2av1g
    d+fYdSNm7zjKZBFu1L4Ual0xpaI3bgiO/8TyPeSmuKjtVQu1S9kWBapV57IfPT3AjFAj8lQU6UkhrhEOpVLqAzARMvIua8sBQHB39NvakTBA6USPjEBQNMbWukvpRY/lp5iB8FEg4TWHSCgOImVyPmoHWZutqm5q9KFxo9xOtw+S3SNhNg5N1KqI/NRwSdh8/a5IPvL4SzAoh4P0AnIUXfZWGkFCxbLgDrYtl2hTMESuQCXS0z8IhIEbT8EqVa84DFGmiHBcGwewsQ9qD1W8UAA6Fm5pV8ewK1yZOk23rY+q83CR9Sc0HYTSGo+LMjBR5RjkqV+J9fa599+GwoLcXsxpVy57OvEHJTdXxVzd2JG47kjyUfqqpO1FXlKqGKHYkMd2iEjFpcF6OfiCfClffJhT6VjpipBmrb1lsNZDv5xb/YOthdE3Yt00X5JDV2vQTl8iMBPLKaaAPbIjoKVbWeBGGzU4FftZ
    aSZAPcWlK+ITEK1p3VFbw0mE02A9loQA+jnDLJh+wZT8PNMeLW4F721/17NjgFgOkf3oqWnUKgdB+9Mc6MNpYNFXTgKrNk0VQz3z8YOo8pCWcRXDweDSFhcu6aoQ3eZ/xvfNLHzKcnQfeecMtWm/+1T0iqIsaTsFXRbbkThUFy8nqFUYekqd3mHXQAISuND9TiCmNdr+JNGtwmEyacVWRiuX3DcVBrMP0afNL1mOkuXofp0du0J+B41FGXbGM3vR19N2f/CUaouw5OQl8ouS38UpXBcFNGgQHJlNba3CO6+lCwpFEanpIb8wTwbm8qlB3f9pzzwbmn5fa1LFyjByp6l/yn0T4AwVBmJwYl195PeHO40ZwEXJjUvAnxL84FLABagwdKpTnxYzQamI4HzUdAy1smCkI7TmViqI0wcVDTY6T5tVQky6VEslNtX8TUC42DQ5HvaWwjoHxGvg7o9cedB7R8iTUFXS
    vA9rMqhq/Prh+s2Hd2+v/xc5JhFC7RzZ1BfzhuE3hhM3BXikGuzSLSH6xlEEZRGT775hfOfJqnSKjtqZ4snv7wt0NzHKjriUBE0/+/6sce12H6zqHLa8AbRgY+cRGM/+X8K1eCAE+NMwjsIpByDxmtxRcTnibXwfLCKkz+tPmyW8UaNaO6+sV/6oLJS/VaEXr3sF+ZrkmzWsDyXbgvKy267tjdbKrhjIkRzJaHEIvkK4UjvwjBWPRDOLhkrgdlgVRABWVKFeNpGgMvhomVYRe0hsJE4MoaHuD41vHGoyGx/ugPRIXUddO/Z0xbcjMlEYLWxzDae4gFWNNkC4d4Cx5oNvUh1S163J5fZEtez7211by9dqkWyIVPCOh+YsYctwOiyAyheUupYWv23Jm/VwHOqihCWeK7++Vwlq5TpbvxOHD+KFlvd6u8y2iCPGvQB754zFKT3xRpVI606aScsCEg8I2+rye4AQ
    7BQEcKH85JU6clPyZrloJbah+f7N65+vf3iPza+3wFQEkI6tcupVMZSmG0LaXikrT6OJtWJYSkwPS9WLcMYba5/myJp4c8w8eW6eN+UNFmmZgGDNjXBuaANSFb5eQDjACfkg3lCW7xtUjJFN92xk4oviwurz/MG016ZN8yejkYRszBNr+t2s3Epv+7ic0tNEtTS31xnItPyaTNnEIw15CcHCFWn6wRtsNOEzXh2Q8pW95eJuOzG23qtkybUmDNE59N32CCa/2lEkaTZazn0z5oCjfGPXESddCqH/UjW62OaVcv5eplJ4eJoG47xpoVMveDRDkRege/BxFWJwcULDeOpEMa6NM1j7t+NCZUVlSSHVy1LI0oc9ek1ZubIUjYqbc26e9DDM1qmFct+VguDToJ9S+ZXLAQGYGMsdPtyBJWWsS1NreYUlwg7QbuyQnAYVNQhgKdMyWJGkj2KiwSHOfefHCnRtKjCg
    lltAbaE62cM2TXQUrBo+O5ZBlJuvJeBKjNI4bZ5+aH1omDbuU8nmHtUtQ1hatUBe2AUVhFpjbbHyZXhsw4ZCwhyn59g0JxAid+GTHrZDMUk02Wp1IQqUVZydKQSn8/s6/Sv1ukrocjxuEVglhGAWqrUWlZLsbadwRbEFVfJSpcWxyp466kanx7HGp5yU2ctV7mhALa15DHmReSvknJ7qVSS4Lme8mAQpmlBUMUPmHKes8vIc+io5rjt62uISKw6BTZu1FBhgcR7la8iu7c9s9H6/9Si40rV/477ezLPHldlev7vAffoL3nS9wMQLPTi44M2CC+bOF7mFuNB7oPaBSLgMaSbMElOopk3rz2rfNO2VnWPNG88GFF3xWI651i20nLspU2X95c0/8Lz1fgj1qhpvIfxqXfTM3YyxN/W991TGd9Eyyt7yegeivPfhBPbz5r2WkG+9N3BOMmokd87HuO4Gs1Dwz/sV
    T3YHC5by3CfBPPFeB6tgHC2i7PFv3A0g632YjV6/+uUjguWPr3746e21EHD03Gka4NAmRn6/SOCHyqVjodnWuIkG1pPK/RexcA0tEvDM3TLNjoXNUz5IoYYVdUYBnzCMh0Pwzji9wA2mDDDseZFW5rnbS9eVbCnpeNBhpVeNOuwu8M8RxO1tCEZzvGVg0729qzGArYHcwTqaOrIYRRJ8xA6kc4XWGU6O81sImE2zsGRghhIffHHpqEFC1MpZgw4yzU2s/6Vh2mLYQ6dRWdxe9w6ndU7weVWEpwMsKV7IR5M3lXAAr23DC3eHiA32VS58uDtLcn/e+zfrnNhx+jIAAA==
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
