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
    hash=bd5a13e07eee
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
    H4sIAAAAAAACA51bbXPTSLb+rl/R4zhjO8GvZHxBwTAsw9ZQdwYoYG/dqkyGlW0Zq2JLLklOCMb72/d5zumWJdvMUltULKlfTp8+7+d0k4W5aa9n5jwxqySLPnvh51WS5ubt8w+/jrrrLO1m4yj25U1e9BM/3uvfRvXGH3HDe/X396P669/M7WoyajRMdhOt8PTwOeQzXcejLn668ThN1nlo1nGUa0t2n+XhcmqfbkA7DbM8ScNOFqa30ST0suC+2TIbE07miak5MPVVsogm976p92uXZuvNgmghwzDc1PgVTm3nGpAuTfg5yjkwmyd3u4H1vo8RCro+EEhpOMOMY7AuTZwYXf4uyAyox7mAa9C19U5MErezPAABp+tgwdfJTRuj1qtONvdNPsfugUsjM8ldbLJJGq3yB2Z8b6LcNs3DcRB/6pgXyXK1CLHOOJyBFiaI7+3CkzkGhFnHy6Iv4ejx0JsBu1G9
    ubwBDVdm8PTHfst8/Wp0F6BXYjjCAIwgUKCoy2Nb7K55kyA3T0ED+TJPnpjGy9e/fGx4Jz+Q3d1sju29W8fAM56EAknwARXyIJ52ZL6dBZnIscf6r29+f/nA/DOa/hP4T01983lrQDbMvTcBGOxhLP8+enkarEwjXZr2zKHQMC///9UHbzJfJlPzP72ea/fu0ijPwxhbvpuY9sQ8cT0t7wqvzaYd0GrVzAgNpFPNXJdpksSLe1MeaZKZkYFgBveEzyO0AiFzE8V5gq1wxdPu2dY3UQb2mdl6sXhWAwbtzwURK2segzcJ4jjJwWMDdTCzNFkegbxM1nEeTiF64edwgjUoQpROT7S0DsBRmu04Z7rT8LYbAx9vkkwhGs+oQSQElwagMJ7i9y7K5yq7HGXq/L2ESFd4G4yTW5A8hQinMUBwUM2DslGYkmQBaphohX1gS4swXBkrhco18CddXpppAkSWS4pA+xZA
    OLEGWSvwJJmoZEIkCDv2DamVcUBOZ2KhOvcLqsTYCCZFK0HyAYak4TqPFkAXAz99iVY1b5rEoRdMp7AlmdCKGK8WAUSXkAaCFdaHFAF/WIGaaSeGE6CDyZ1Zr7A/tG9kzqk520K8ZPwGvydnvtma4vOU/WT9F8zAd8F5oVpPkdl6iyS5EVwsXqZ9gfGyQFajvRxxspI+BWTpOTmDYSkmDIsJQ5kxLE/BR2mORYeDLD5oIQ+5YQBSayKbrWyT23LzoEEyc+MVKxzOnoazYL2AySvNK2Fk307csNsoAO0O+pWGKlkKnHyS1S6OrNYyr998aP/9zT9e/yKs/BTk4V1wTwc0jdJwkjvIoAURA7dcs75Ynl2ZugIfmUYZw8aZuZatT5I4j+J1WKzg4Fb3s+u1b04mIBCyntoiUMeSdJyGwY1KhnGcsb0//lhqEObtWiy1qo12STRaAt4FERUdFNz0Op2fHm9JI0P5
    4yxZGqouCgvHJUjkwXghPg9iOgkWZhHF0H9ZzpN3y/oL6kmJH4CnElFpth6I8q+QR3uMFZDCOWlzVO12//jDCseuCQwMpkToZgofedj9jR5wANEMiJ+REwddaQqE0CHonTOCcZ1Qnh1JMEWeJzWMqFFC5bMwWQ1nLaP4k9GuklUH4g1PXTgMtfQCn2RxG6YkKO1mN8wnXW3sQNhm6sHVZFs38f7X5+3BT0NTnwfZvCYBjJgqmARszmq0Wq9WTQg9C5YRXBwoTYYNldDrheMifIUMqMHvLEIsJlYAHbZdmmsUN86BV4OabOQdlKMYwTwugyg+20Kqz4Qy9pdaA5EQ7EGE0IdNpoBwsllBEcIpUCbNOF8J5pssmdyECIHGcHVTGl5OgtNLZ7BKiCSc/VsC7Ph+FeAVIOBV1U1Zcy+7KMhL7N27pVlDOaD8aGCAvonXLumfGDzj9rBDxID8xMxhA/z7vc7wotMf
    dnrdQc+A8NrwcKANwQxTzbAHtwrWTjNx6dw8STOmOgJGgA+4PZOtx3GYw78bCaUL++YcQq8j/yCByWw2HHXh/iYMnbuY1Y1Wt8MuxafLXXSnUcatfmQzd4f4o85Zdnt/CQC+9WB+2RhZ8kC2syQe/ScKDXq9vj8dP/L7ePP7Pd/vDi9IqWrHwHb8txSTyI/q5PY5KMUXEgj2nFMWtBuv3t4OCdvudIrYDOsw4mJ4wRC3CdgdEkDUsnPWKROl9UCCDWKmeYhsXYDa0Il+ASRrOEmCNHJly97hAX+HI98Hbw/tfFkcuZ4solvXSClnXEkjqFE2oQs2izBI47xIWdIjxJ0mVhsVHlTt/96+wORbXUZIewy9ncfZ1xbnFtXUj9e5gAdUwBbpcK7yOKvVWapEcYPBBLHOjkuCkPO1ViGcZy8ICjQR2osLRGRftUbWM9bt0y5dJEdY8i5Jb2rMg0FM8Yd3AcNvSXEn
    DMVH0OtJHlGIGmJs6cusU8uQYTLcDWCbxMeh3WucNM5aRSBhLi+9s6uO371GIyziLPoMH8OxEjJciihru8YM7LKEtuvqcEZ5AqxVtLP5srJSmAUTMd9My52xtuDLBrsIcxR1HdCuK2Bu4sw/a0Ok/6DwtmTLI4emiHoRyPlt35fYGE0URb9dMGaL/Saw7lCwPIKpJfLfBdRvW16XAH8XXBWN46CtGO3DthJYhgj9onop4AKYpY0DeoCCkF6FB+EFJ4HgkMzzcxGjFvIJzQtU1tAj7WY0ggdEhgPZLfIiTVi1n6mqDHCWBs2LqQs3jpQovDCYzKWcUY3BJAmypQ9bU+nbcBhlDSLHosZNKNUXPke1EejWZ0B2izBgq4FB3/wAufJdwLwxHFnf4PdU5Nssw2m0Xm7L7cswT0HXfm9wAYlnVKVUlJWsUli2dHt2ldG/zJ/Nq6D95frctJ41r3rtx0F7dk1dur76
    01CdVJYLpfrb8/e/fnz38vfnH178ejW45jKQ8xjshT43LMduaGgWX5GSJ6tQYskGEr3JAgUK035u5iFom6wRT6TJHax6mI69ZZRlCPcEWfaP8MYhfHIUn8E4C2ErrInYEV1CEDESIIQz9DUBc1VH0/XoPswsCXbdGoAB9JUVt+s2Qq9/USTsfkj6IpU5azgKI48BRX4ouspTvvqd3UCyomFZWFlopFNVWKt7UeE+3AxpUdqM9Rmb3R7bSDPVoAmVoB4yk/phdcKSGMlIRoM7Q4VDiDlZ4/PbaOzTDTuRmL9KOE3c0bpLDvdSeUkL75SSZTE5TAudd9joS1fsq9tNrYufrZRENcMoDK8XzUw5+TzTvFuyeTHKl/RHsWk2221rLlBpXGRSDS0cRBEcqdsS00AIrKI8MHfzaDKHw7XWQKwE6Mfoz2dwACeP6g86XblLI5maEh3lMT7NuenDEpHuaOF0bVCOsFqF
    p9/WjSD7jGwsrrVbsTrg/5T8Z+GXhS2bvObRMuTiiJO1ADzJYelYidkrBJsfS7GcVHBh/MJD1WpioTeStMRdmxjoShoXlppBy32ZBTOgJRUZFZXa7IQZLc7ECQYlsRW7YEW+loZLVM2mDIQRgS0iRDlK2UYm9WUhEDyP2I80XC1gFm0Kp5v5hMBHCFEJYrkTO3ojz0J60WEL2NohQswy3SKahXQ8wgasmJ3Db8HGD0AshmBcpEU5JVrsJ1HdJNMfPu4MfmJ6I09aimAa5MF312iEyv+hxMJNlVPzvboKugt8uD2bvVOIrP8+ZpiKxG8fA7iQOFgic0zRe3XljxdBfONfX583r/4sfTlPUl664kz610DAraIYIHNNhKM4qIC/BREozWoVeErANuRFu6wTNDdfpXiCT+Qb7XGQY0y7Iu5OkShxaa61h0oyu4IGjXHMwHRWWmoeP0eNEJi5MwOYiWKc1KR0pISX
    FhtblZKpWbLEiQMUDxFWMdFnKXbFVpoKAZA1IGM7BJOVJ1UVSLPslrLIpLCgwvHt6onFiW33zSfmJAisND9w5iufQ4kZDGUSzljyih5+A26FjFLWHzVZDutvv/+35Y1xNFMqi4EAMJfwnjkt6HSEjJVWsE+7ZuRE5uFDmcNKpHQFeRepLaJidSt70ZIAQTrHmf3BYy1Tcw2KMed2ffEhpbTCdntnHUQ8HK/oyAT2dbudYoohKrBTG9n/lYy8lh4INWLUNqJZYIARHCijibjGuQRGo98fnsiisPpVcILJ06fm0fW20vSjGfz007UkJxIEq8Gb8xSq2axvTrjkFn4ErwS4xZkFCUAXxzKlINSzdUlBqc42QbFEw66joQ7Z8OH3fDDj5KxL8H1XTy4SNJo4oaQtUJQTL8iZVPuK1MpFCaj98dN286FBQszYwppRC49HUOJHaJfpPTBGlEwPBaqZ1lJDG7V+sLtz
    aN2I2TuOMlmEG7UvZLeumFKRGzcEx39i+e4KU7yr7VULtUtRix2qVeeyHz3dwYxQIopUFOnJjl0jHEpllAdgItsouqwtBwDB3e3f1o6EALpP9MgIBEVjqNZNRi96LD/FDISPAgmvBURCcRDJk/NRO8jbbFVxU6MPiRsVdrp9kOxWIwA9MLEmpXxiUokBbFcBg3ZfDp/L/kljRghVHtzAmhU8bApOyA4oNnreBxYwVOO5V6XOFYchChMRDmjjAFb1Ti2gMhQspyuhErvKhV3h0tRprG1FVN2Fi6U/oekgeNYIXNjP1JRjkJl+I7rbD6//2+BXkNuLMu3KZd8mHqDk2KqYq+M6EskdSTdKX5VEfcfPUo0I5YUimkMMKk4M9srBF+RLGeLdnGLG2laExCr1lkGqx3wFtfoHyoTRV2LPNEOSY1Zrwk6fIRQTWynKzx7RgS/ASxa40kYNR8ViVpoJUM9t6Xz4BERr
    TLeU1nAS4fxXDyLBgH5BMAumvyNKcYJpdWMjeG/6254dA8QKiOxHT03jVDn62Z/mQB9OA4m+cfZXtWIqGOqLjx89lYe0jKsRDgYXtpxwQeeEeLb4M75vZuEjFqD7yDRnqEb73UciV2RlSdrJ6DLbjkSeung5Ja3C0HPp7AZaAw5IqEKHOwGbUrT9RWpbhcP00bKtjFbBuR8qBGYf4k2bUbIAJcvR4To7domMDhKLwuuMp/Qir6ft/uARxRaByMkzZBQlT4tzty5KZpAguC6bzFqBd35KF5QdRdxNDxmFeTgwF48MKv2Peubx0PT7WoXarQwjd5r5p9SbAKemMBCDE+vcI78/3GqUACpKNlwC/ojgBxcCLkBNoVOd+mg3EzsVFpyPmo6glheMbWSvhZUK4uxOWQNF5/mycohplkqpRKOasQkIF40mxwPdUiDngHgN3PaRSw560wiZEepImulhTYZRjXcfXr/8
    8Nur1/+LrJIIoVqO/OmrecmAG8OJmwI8Uv91CZZs+srtCMIiJt99w/jOk1Xp3BzVMsWT3z/v0F3HKDTiGhIk/ezns8Zrp32wqnPY8gbQgo2dRyA8+9+GqXgghPTTMI7CKQcg1ZrcUHA54lV8GywiJMzpp/US3qhRrZZX1it/VBYq3qrQd697JfiaZJg1rA8h22DnZbdd2xuttVwxkCM5hNFyEHyFUKV24BkrHolmFg2VUO2wDoiQa1d3etZESspaZ8u0imqPRkPixBAMqn5oRONQk9n4cEeiRyo56tqh0xXfjshEYbSg5hpAcQErGm2AcO8AY80H36QepK5b08nNiUrZz9fbthas1SLZEGlHOx6Ts2gtw+mwAKpYUCpZWu62RW5WwHGMi6KVeK7iwl4ljJULbP1OHN6JF1re6n0y2yKOGDcB7C0zlqP0jBt1Ia00ae4sC0g8IGSry+8BQrBTYMADpScv0ZGa
    kinL1SqxDc33L1+8ef3Leyi/3vtSFoA7tq6pl8NQjG7I1vaKV0XiTKwVw1IqelicXoQz3lH7NEeexLti5uET86Qpb7BIywQb1mwIJ4U2IFXm65WDA5yQAeJt1DeoECN77tm4xBexhc3neYNpp6ZN4ydjkXSszUNr+N2swkZv+riM0tPEtDS31xnItOJaTNnAI+14BrbCEWm6wRtrNOAzXhWQcpW91eJuNzGy3qtcyTUmDNE59Nz2yKW4yrFLymysXHhmzAE9+cauIy66FEB/V/V5p+SV8v1eZrLz7zQMxvnSnUQ95VEMGb4D3YOHq2wGFyU0iKdE7Ma1ceZq/7ZcqCymLCFkejkKWfmwR58pK1eWoklxc87Nwx6G2bq07Nx3pR94NEinVHrlMkAAIsZyZw93Xrkz1qEps7yyEkH+tRv6UexBWY0NsHRpCaxI0kMxzeAQ57yLYwQ6NmUYUCvsn7ZQnOzhmqY5
    ClbNnh3LEMrN15JvJUJpnDZPP7Q+NEwb96dEtUd1SxCWUi2Qp3ZBBaG2WFssfxkc26Bhx2GO03NrGhMwkTr4sAd12E0SSbZSvWMFyijOyuwYZ3VYp3+jPlcJXI5HLQKrhFCv06/WVpRLottO4HbFFVTFS5UVRyp7yqiKTn9jTU85JbOXqdxRgNpZcx/y4vJGtnN6qleP4Lic6WIKpGhCUMUMmXOcqsrLE8irZLjuqGmDS6s49DVt1k5gfsV1lK8du7a/stD7/daf4ArX/g37erPIHVcGNQ9cn5fr9nIF2N4l4UUCSZypy9ZA6LVP+xi2ynBmQioxhM6uq4HTqrNaOU19RX+skeOJgCItXsvi3HKuprwn6yuv/oHntfdLqBfTeOfgnXXPM4e7vZfvvaco/hYto/wVL3MgwnsfTmA9r95rwfjaewnHJKNGcsN8jMttMAo76nnv8GR3sGDhzn0SzEPvRbAKxtEi
    yu//Rl3Adt6H+ejF87cfESh/fP7L769eywaOnjJNAxzRxMjtFwm8ULlQLHu2FW2igfWkTv9V7FtDCwQ8YbfyaMfC4ikdpEjD+jkjgE8YxqMgeGacVeC+Ug4Y9nRI6/DU9dLlJFtGOh5wWK5VIw6rA/45Arg9dWAkxzsFNtXbuwgD2BrEHayjaSMLUdyCj7iB+1yhdYZz4uLOAWbTKCwZlKGgB09cOliQ8LRysqCDTHMd639gmLYY8tBlVBa3l7vDaZ0TfF4M4VkAC4gP5KPJe0k4bte24QN3Y4gN9lWud7gbSnJb3vs370+3GegyAAA=
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
