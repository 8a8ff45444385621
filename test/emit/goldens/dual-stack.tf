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
    hash=b3db9cfb20d4
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
    H4sIAAAAAAACA51b63LbRrL+j6eYUFRISuLVCo8NmXa8jrfiOo6Sir2nTpWieEESNLEiARYBSlZo7rPv93XP4EIyl9pyiQDm0tPT9+4Zp2Fm2puZOU/MKkmjz174eZWsM/PTqw/fj7qbdN1Nx1Hsy5u86Cd+vOt3o3rjl7jhvf37+1H9+p25X01GjYZJ76IVnh4+h3yuN/Goi59uPF4nmyw0mzjKtCV9TLNwObVPN6C9DtMsWYedNFzfR5PQS4PHZstsTTiZJ6bmwNRXySKaPPqm3q9dmZ03C6KFDMNwU+NXOLWdG0C6MuHnKOPAdJ48FAPrfR8jFHR9IJCCMUhwDNSViROjqz8EqQHxOBVgDbp23olJ4naaBaDfdBMs+Dq5a2PUZtVJ577J5tg8UGmkJnmITTpZR6vswowfTZTZpnk4DuJPHfM6Wa4WIdYZhzOQwgTxo114MseAMO14afRbOHo29GbAblRv
    Lu9AwpUZvPi63zJfvhjZBKiVGA4wgCLr5xjq6tgVu2veJMjMC1BAvszz56bx5vq7jw3v5Csyu5vOsbufNzHQjCehQBJ0QIQsiKcdmW9nQSIybLH+/Y8/vLkw/4ym/wT6U1Pfft4ZUA1zH00A9noYy7+PXrYOVqaxXpr2zKHQMG/+/+0HbzJfJlPzP72ea/ce1lGWhTF2/DAx7Yl57npa3g1em007oNWqmREaSKaauS2RJIkXj6Y80CQzI+PACm4Jn0dIBTpmJoqzBDvhgqfds51vohTMM7PNYvGyBgTan3Malpc8Bm4SxHGSgcEGqmBm62R5BPAy2cRZOIXchZ/DCZag/FA0PdHQOgBH67Tgm+lOw/tuDHS8STKFXLyk9pAMXBqAwniK34com6vgcpSp8/cK8lzhLHC/B8HXkN91DBAcVPOgaBSlJFmAGCZaYR/Y0iIMV8aKoPIM3Fkvr8w0ASLLJQWgfQ8g
    nFiDpOV4kkrUMCESJB37hszKOCCnM7FQnfsFVWJsBJOilSB5gSHrcJNFC6CLgZ9+i1Y1b5rEoRdMp7AjqdCKGK8WAQSXkAaCFdaHDAF/WICaaSeGE6CAyYPZrLA/tG9lzqk520G4ZPwWvydnvtmZ/POU/eT8b5iBb8t4S7WeIrPzFklyJ7hYvEz7EuNlgbRGWzniZCX9GpCl5+SM1shNGOYThjJjWJ6Cj9Iciw4HWXzQQh5ywwCkpkQ2W9kmt+XmQX9k5tbLVzicPQ1nwWYBe1eaV8LIvp24YfdRANod9CsNVbIUOPkkq10eWa1lrn/80P77j/+4/k5Y+SnIwofgkc5nGq3DSeYggxZEDNxyzfpieXZj6gp8ZBplDBtn5la2PkniLIo3Yb6Cg1vdT9Fr35xMQCBkPbVEoI4l6XgdBncqGcZxxvZ+/XWpQZhXtFhqVRvtkmi0BHwIIio6KLjtdTrfPNuRRoby
    x1myNFRdFBZeS5DIgvEiFOlcJJNgYRZRDP2X5Tx5t6y/pJ6U+AF4NEu0AhCLSp/4IFUCBT/a467AFfZJmyNtt/vLL1ZCiiZwMZgSq7spvORh9+/0gA0IZ8CBlOw46FqvgRA6BL1zhjCuExpU0AVT5HlSw4gaxVQ+c7vVcCYzij8Z7SqZdiDe8NSJw1pLL/BJFvfhmlQV8tGCdsNs0tWeDsRupo5cjbd1GO+/f9UefDM09XmQzmsSxojRgnHADq1uqx1r1YTas2AZwdeB3GTdUKm9WTh+wmvIgBo80CLEYmIP0GHbpblGweMcuDcozFbeQT4KFAzlMojisx3k+0zIY3+pPxAOwR6UCH1YZ0oJJ5sVVCKcAmUSjvOVar5Jk8ldiEhoDKc3pQnmJLi/9Qz2CRGFs4RLgB0/rgK8AkTqHJY1/LKLnMbE3r1bmjWUDcqUBgbom7jvkiaK6TNuDwUiBuQnZg4b4N/v
    dYaXnf6w0+sOegaE14YnA20IZphqhj04WLB2mopz5+ZJmjEVEzACfMABmnQzjsMMnt5IQJ1bOucaeh35BzFMZrPhqAtHOGEA3cWsbrS6H3YpPl3uojuNUm71I5u5uxC74yy7vT8EAC97ML9slix5IOBpEo/+jEKDXq/vT8dP/T7e/H7P97vDS1Kq2jGwHf8txSQCpDq5fQ5KkYYEhD3nngXtxtuf7oeEbXc6RZSGdRh7MdBgqNsE7A4JIGrZOeuUidK6kLCDmGk2IlsXoDaIoocAyRpOkiCNXNmyd3jA3+HI98HbQ4tfFkeuJ4vo1jVmyhhh0hJqtE3ogs0iDNZxlmcu6yPEnSZWGxUeVO3/fnqNyfe6jJD2GHqF79nXFucg1d6PN5mAB1TAFulwTvM4q9VtqkRxg8EEUU/BJUHIeV2rEM7H5wQFmojxxRkixK9aI+sj6/Zpl86TJCz5kKzvasyGQUzxjA8B
    A3FJdCcMykfQ60kWUYgaYmzp0KxnS5FnMvANYJvE0aHda5w0zlp5SGGurryzm47fvUUjLOIs+gxHw7ESPFyJKGu7Rg/sckmFrqvDGe8JsFbezuarykphGkzEfDM5d8bagi8b7DzgUdR1QLuugLmJM/+sDZH+hcLbki2PHJoi6nlI57d9X6JkNFEU/XbOmB32m8C6Q8GyCKaWyP8loH7b8roE+C/BVdE4DtqK0T5sK4FliNAvqpcCzoFZ2jigBygI6VV4EGNwEggOyTw/FzFqIbPQDEFlDT3SbkYjeEDkOpDdPEPSzFX7mbPKAGdp0LyYupjjSKXCC4PJXKoa1UBM0iFbALGVlb4NjFHdIHKsbdyFUoPhc1QbgW59RmX3CAN2Ghj0zVeQK9+FzlvDkfUtfk9Fvs0ynEab5a7cvgyzNeja7w0uIfEMrZSKspJVCsuWbs+uMvq3+bV5E7R/uz03rZfNm177WdCe
    3VKXbm9+NVQnleVcqf726v33H39+88OrD6+/vxncchnIeQz2Qp8blmN3NDSLL0jOk1UoAWUDKd9kgUKFab8y8xC0TTaIJ9bJA6x6uB57yyhNEfMJsuwf4Y1D+OQoPoNxGsJWWBNREF1CEDESIIQz9DUBc1NH0+3oMUwtCYpuDcAA+saK220bode/KRJ2PyR9ntScNRyFkdGAIl/lXeUpX/xOMZCsaFgWVhYa6VQV1upeVLgPN0NalDZjfca22GMbCaetkpBKUA+ZSf2wOmFJjLQkpcGdodYhxJxs8Pn7aOzTDTuRwL9KOE3h0VqkiXtJvSSID0rJspgcJojOO2z1pSv21e2m1sXPTgqjmmbkhteLZqachp5pBi55vRjlK/qj2DSb7bY1Fyg4LlKpieYOIg+O1G2JaSAE1lMuzMM8mszhcK01ECsB+jH68xkcwMmjDoROV/fSSKamREedjE9zbvqwRKQ7Wjhd
    G5QjrFvh6bd1I8hDIxuLawVXrA74PyX/Wf5licumsVm0DLk44mQtA08yWDrWZPbKwebrUiwndVwYv/BQtZpY6EdJWuKuTQx0pTzXqvSBoPuCC45AVSqCKnq1LSQaLc7OCRol2RXjYOW+tg6XKKJNGQ0jDFtECHWUvI1USs1CJWzKEslWpfKk2tnwT4iBhCaVeJbrcwJIUKpOHZdlVKCiWUj3I8zQJQXmFayd9qTn8Gew/QMRHwouUcx7uY77MP3hs87gGyY98qT9CKZBFvzlGo6Q/U9KMGBaJWvfq7ugO8cHguUSe4qW9erHzFWeDu5jAMcSB0vkk2v03tz440UQ3/m3t+fNm19LX86/lJeuuJj+LRBwqygGyGcT4S8OMeCFQQTKuNoKHiGwDdlSkYuC8OaLiAA+waj2OMgwpl1RAqdeFMF1pmWJSoq7gl6NcQbBJFdaah4/R40QmLkDBRiPfJzUrHSkBJ0W
    G1u1kqlpssRxBNQRcVc+0WepdsVWGhABkDYgcwWCycqTggulm7tdh1qQzalwfLt6nHFi233ziZkKwi3NGpxRy+bQaoZI4mVY+RSltHiXKG6b/5yychAwarKC1t/99d+WN8ZRTqmSBprArsLNZjS10xFSW5rLPg2gkROcJ09kDouX0hVkXeTACJ/V/+yFVQIEeR9n9gfPtLLNNSjZnNv1xdmU8g/b7Z11EBpxvKIjE9jX7XbyKYaowJZtZf83MvJWeiDnCGbbCHuBAUZwoIwm4hoQExi9Q394IovCPVTBCSYvXpint7tK09dm8M03t5LFSLQsKgO3BQluNuvbEy65g8PBKwHucMxBAtAXsrIpCPVsKVNQqrNNUCzRsOtoqEO2fPg9H8w4OesSfN+VoEuZnDV9Qk5bziinaZA/KRDmiRiCbTFWKBfy03bzoWY4t7sWmHM2DNLpYmi7qXj4hvRWc7KlBkFqEWGL
    59DEEfN8HH2yXDdqX8p2XdmlIjhuCM4LxRo+5Oa5qAJWi7tL0YsC06rv2Y+zHmBaKBJ50opEpuDXCAdZKQUCmMg28i5r3wFAcHf7t1UmIYDuEz0yAuHTGLp1l9LVHstkMQOBpkDCaw6RUBxE8uN81A6yNltV3tQRQORGue1uH6TFRwJymBs1K8I/NWYSYF+/K9KUPFITDMqBIz2DHF2XPZjGmhCvLLiDvcs52hQMkVWwcKInhhAUhng8OavUx+IwREEjwgFvHMDuPqiNVPZCAOhsqNOu4mFXuDJ1mnNbSVWH4mLwT2g6CLo1chdhYErLMchofycq3Kfefxs0C3J70alduez9xEeUXF8Vc3VtR4K/I2lK6auS4BcZTKm2hLJEHgAidhU3B/Pl4NuIL88sH+YUOtbEIiRka28ZrPWgMKdW/0C1MPpGzJtmVnJQay3a6cudNZ1iCtgjGgEp3coCN9qoEawY0Eoz
    AerJL30Rn4BobeuO0hpOIpwg61EmGNDPCWbB9Aui5Geg1ilvBe9tf9ezY4BYDpH96KmJfuq50f40B/pwGkj0O6eHVZumgqGuGVCOnFuVh7SMqy0OBpe2DHFJX4WIN/8zvm9m4VMWrvvIUGeoYvvdpyJXZGVJ2snoMtuOxKa6eDmVrcLQk+30DloDDkjkQv87AZvWaPuDlLgKh2mnZVsZrZxzX1UIzD5EpDYTZeFKlqP/dXbsCpkgJBYF2xnP+UVeT9v9wVOKLeKSk5coE5UcLw7tuii1QYLgyGwSbAXeeS1dUHYUcTc95BzmycBcPjU4IXjaM8+Gpt/X6lWxMozcaeqfUm8CnLvCQAxOrK+P/P5wp0EDqChZdAn4U4IfXAq4ALWITnXq02ImdiosOB81HUEtLxjqyF5zKxXE6YOyBorOE2rlEKyCHMvZYFjTOwHhgtPkeChciuscEK+By0JyTUIvKiF3Qv2J
    naM61mRU1fj5w/WbD+/eXv8vElEihCo7Mqwv5g1DcgwnbgrwSN3YpWCy6Ru3IwiLmHz3DeM7T1alk3dU2RRPfn9boLuJUaDELSZI+tm3Z41rp32wqnPY8gbQgo2dRyA8+38K1+KBEPRPwzgKpxyAZGxyR8HliLfxfbCIkGOvP22W8EaNapW9sl75o7JQ/laFXrzule5rkoPWsD6EbIudl912bW+01oDFQI7k8EbLSPAVQpXagWeseCSaWTRUArfD+iECsKJe9bKJpJXBR8u0ithDYiNxYggNVT80vnGoyWx8uKPUIxUgde3Q6YpvR2SiMFpQcw2nuIAVjTZAuHeAseaDb1JHUtetCef2RKXs29tdWwvdapFsiFTQjmfsLHbLcDosgMoXlAqYlsltcZyVcxz/otglniu/7lcJauUCXL8Thw/ihZb3eh/NtogjxjUCe0uNZSw9G0cpSStUml3LAhIPCNnq8nuA
    EOwUGHCh9OQlPFJTcmm5nCW2ofn+zesfr797D+XXm2PKAnDH1kPX4b9sFbshe9ureuW5NdFWFEup6WFVexHOeMvt0xx5k5Sgnjw3z/Ni1DLBjjU7whGjjUiV+3pX4RAppIS4r4YSft+guoyEumdjE19EF3afZxWmvTZtGkAZjTRkY55Y4+9m5XZ628eVlp7mqqW5vc5ApuWXa8pGHonIS7AWzkgTEN57oxGf8ZqBFLXs3RibnO2Xtoq7NvZ6Fxp0Lr24PbbJ74QU6ZqNm3MvjTkgLd/YdcRdl4Lpv1TBLhS+cgSwl7MUvp5Gwji/WkjXCx7nkPcF6B68XWUzuGyhAT2FoxjXxrmt/dtxobLIsrqQ6lUrJOzDHv2nrFxZiubFzTk3T3oYZmvbsnPfFYrg3SCoUi2WCwUBiBjLDUBcn+XOWMum+PLaSwRV0G7oSr4HZTk2wDKnJbAiSW/FlINDnCPPjyLo5JRh
    QC23hdpCsbIHdJryKFg1gXYswyk3XyvGlWilcdo8/dD60DBt3MYSNR/VLUFYfbVAXtgFFYTaZW2x/GWgbAOIgsMcp2ffNCxgIrXxSQ9qUUwSSbZSXbACFRZncQrG6fy+Tv+dal4liDkewQisEkIwD9Wyi3JJdNwJXFFyQVG9VG9xpLInlarw9D3OCpXzM3sty50nqNE1jyFvQW9lP6enen8JXiw3Y0yIFFGIqhgkc46zWXl5DomVfNcdWG3zG6o47Ggv7c1lGGXxKH9ko/f7rUvB7a/9K/r1Zp4+rsz2+t0FLuBf8HrsBSZe6PHCBS8hXDB5vsgNw4VeHrUPhMJlSDMhkVhCtWhaNlWzpnmvKIy1as5WCsbitRxVrWdoOY9T3pj1mTf/wPPW+y7Ui228s/CzddMzd4/G3u733lMM30XLKHvLyyCI9N6HE1jOm/daWr713sA/yaiR3FQf43IcDEJBQu9nPNkd
    LFA2Sd0nwTzxXgerYBwtouzxb9QD7Ox9mI1ev/rpIwLmj6++++HttWzg6CnVNMDpTowcf5HAE5Xrx7JnW/smGlhPKvpfxLY1tFDAE3pLNDsW1k7pIMUaVtoZCXzCMJ4iwUHjVAP3nTLAsAdLWrGnnpcuN9ly0vHAwzKwGnlY8ffPEcjtaQIjOt5JsCnf3kUawNZg7mAduT2ELYazGaTPR/jAfa6QVM5wzpzfWcBsGoQlgzOU+eCNS0cQEqZWziB0kGluYv1/ENMWIx+6i8riVgnDaZ0TfF4s4akBy4oX8tHkvSYc12vb8MLdOGKDfZXrIe6Gk9y79/4DdElHIC4zAAA=
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
