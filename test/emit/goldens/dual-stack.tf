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
    hash=ea0ab29caec2
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
    H4sIAAAAAAACA51be3PbRpL/H59iQlEhKYlPKzwbMu14HW/FdY6Sir1XV6UoXpAETZxIgEWAkhWa+9nv9+uewYOks6ktlwhgHj09/e6ecRpmpr2ZmfPErJI0+uyFn1fJOjO/vPrw46i7SdfddBzFvrzJi37ix7t+N6o3fosb3tu/vx/Vr9+Z+9Vk1GiY9C5a4enhc8jnehOPuvjpxuN1sslCs4mjTFvSxzQLl1P7dAPa6zDNknXYScP1fTQJvTR4bLbM1oSTeWJqDkx9lSyiyaNv6v3aldl5syBayDAMNzV+hVPbuQGkKxN+jjIOTOfJQzGw3vcxQkHXBwIpGIMEx0BdmTgxuvpDkBoQj1MB1qBr552YJG6nWQD6TTfBgq+TuzZGbVaddO6bbI7NA5VGapKH2KSTdbTKLsz40USZbZqH4yD+1DGvk+VqEWKdcTgDKUwQP9qFJ3MMCNOOl0Z/hKNnQ28G7Eb1
    5vIOJFyZwYtv+y3z5YuRTYBaieEAAyiyfo6hro5dsbvmTYLMvAAF5Ms8f24ab65/+NjwTr4hs7vpHLv7dRMDzXgSCiRBB0TIgnjakfl2FiQiwxbrP/7805sL889o+k+gPzX17eedAdUw99EEYK+Hsfz76GXrYGUa66VpzxwKDfPmf99+8CbzZTI1/9XruXbvYR1lWRhjxw8T056Y566n5d3gtdm0A1qtmhmhgWSqmdsSSZJ48WjKA00yMzIOrOCW8HmEVKBjZqI4S7ATLnjaPdv5JkrBPDPbLBYva0Cg/TmnYXnJY+AmQRwnGRhsoApmtk6WRwAvk02chVPIXfg5nGAJyg9F0xMNrQNwtE4LvpnuNLzvxkDHmyRTyMVLag/JwKUBKIyn+H2IsrkKLkeZOn+vIM8VzgL3exB8DfldxwDBQTUPikZRSpIFiGGiFfaBLS3CcGWsCCrPwJ318spMEyCyXFIA2vcA
    wok1SFqOJ6lEDRMiQdKxb8isjANyOhML1blfUCXGRjApWgmSFxiyDjdZtAC6GPjpj2hV86ZJHHrBdAo7kgqtiPFqEUBwCWkgWGF9yBDwhwWomXZiOAEKmDyYzQr7Q/tW5pyasx2ES8Zv8Xty5pudyT9P2U/O/4EZ+LaMt1TrKTI7b5Ekd4KLxcu0LzFeFkhrtJUjTlbSrwFZek7OaI3chGE+YSgzhuUp+CjNsehwkMUHLeQhNwxAakpks5VtcltuHvRHZm69fIXD2dNwFmwWsHeleSWM7NuJG3YfBaDdQb/SUCVLgZNPstrlkdVa5vrnD+2///yP6x+ElZ+CLHwIHul8ptE6nGQOMmhBxMAt16wvlmc3pq7AR6ZRxrBxZm5l65MkzqJ4E+YrOLjV/RS99s3JBARC1lNLBOpYko7XYXCnkmEcZ2zvt9+WGoR5RYulVrXRLolGS8CHIKKig4LbXqfz3bMdaWQo
    f5wlS0PVRWHhtQSJLBgvQpHORTIJFmYRxdB/Wc6Td8v6S+pJiR+AR7NEKwCxqPSJD1IlUPCjPe4KXGGftDnSdru//WYlpGgCF4Mpsbqbwksedn+lB2xAOAMOpGTHQdd6DYTQIeidM4RxndCggi6YIs+TGkbUKKbymduthjOZUfzJaFfJtAPxhqdOHNZaeoFPsrgP16SqkI8WtBtmk672dCB2M3Xkarytw3j/46v24Luhqc+DdF6TMEaMFowDdmh1W+1YqybUngXLCL4O5CbrhkrtzcLxE15DBtTggRYhFhN7gA7bLs01Ch7nwL1BYbbyDvJRoGAol0EUn+0g32dCHvtL/YFwCPagROjDOlNKONmsoBLhFCiTcJyvVPNNmkzuQkRCYzi9KU0wJ8H9rWewT4gonCVcAuz4cRXgFSBS57Cs4Zdd5DQm9u7d0qyhbFCmNDBA38R9lzRRTJ9xeygQMSA/MXPYAP9+
    rzO87PSHnV530DMgvDY8GWhDMMNUM+zBwYK101ScOzdP0oypmIAR4AMO0KSbcRxm8PRGAurc0jnX0OvIP4hhMpsNR104wgkD6C5mdaPV/bBL8elyF91plHKrH9nM3YXYHWfZ7f0pAHjZg/lls2TJAwFPk3j07yg06PX6/nT81O/jze/3fL87vCSlqh0D2/GfUkwiQKqT2+egFGlIQNhz7lnQbrz95X5I2HanU0RpWIexFwMNhrpNwO6QAKKWnbNOmSitCwk7iJlmI7J1AWqDKHoIkKzhJAnSyJUte4cH/B2OfB+8PbT4ZXHkerKIbl1jpowRJi2hRtuELtgswmAdZ3nmsj5C3GlitVHhQdX+55fXmHyvywhpj6FX+J59bXEOUu39eJMJeEAFbJEO5zSPs1rdpkoUNxhMEPUUXBKEnNe1CuF8fE5QoIkYX5whQvyqNbI+sm6fduk8ScKSD8n6rsZsGMQUz/gQ
    MBCXRHfCoHwEvZ5kEYWoIcaWDs16thR5JgPfALZJHB3avcZJ46yVhxTm6so7u+n43Vs0wiLOos9wNBwrwcOViLK2a/TALpdU6Lo6nPGeAGvl7Wy+qqwUpsFEzDeTc2esLfiywc4DHkVdB7TrCpibOPPP2hDp3yi8LdnyyKEpop6HdH7b9yVKRhNF0W/njNlhvwmsOxQsi2BqifxfAuq3La9LgP8SXBWN46CtGO3DthJYhgj9onop4ByYpY0DeoCCkF6FBzEGJ4HgkMzzcxGjFjILzRBU1tAj7WY0ggdErgPZzTMkzVy1nzmrDHCWBs2LqYs5jlQqvDCYzKWqUQ3EJB2yBRBbWenbwBjVDSLH2sZdKDUYPke1EejWZ1R2jzBgp4FB33wDufJd6Lw1HFnf4vdU5Nssw2m0We7K7cswW4Ou/d7gEhLP0EqpKCtZpbBs6fbsKqN/md+bN0H7j9tz03rZvOm1nwXt
    2S116fbmd0N1UlnOlepvr97/+PHXNz+9+vD6x5vBLZeBnMdgL/S5YTl2R0Oz+ILkPFmFElA2kPJNFihUmPYrMw9B22SDeGKdPMCqh+uxt4zSFDGfIMv+Ed44hE+O4jMYpyFshTURBdElBBEjAUI4Q18TMDd1NN2OHsPUkqDo1gAMoG+suN22EXr9iyJh90PS50nNWcNRGBkNKPJN3lWe8sXvFAPJioZlYWWhkU5VYa3uRYX7cDOkRWkz1mdsiz22kXDaKgmpBPWQmdQPqxOWxEhLUhrcGWodQszJBp9fR2OfbtiJBP5VwmkKj9YiTdxL6iVBfFBKlsXkMEF03mGrL12xr243tS5+dlIY1TQjN7xeNDPlNPRMM3DJ68UoX9EfxabZbLetuUDBcZFKTTR3EHlwpG5LTAMhsJ5yYR7m0WQOh2utgVgJ0I/Rn8/gAE4edSB0urqXRjI1JTrqZHyac9OHJSLd0cLp
    2qAcYd0KT7+tG0EeGtlYXCu4YnXA/yn5z/IvS1w2jc2iZcjFESdrGXiSwdKxJrNXDjbflmI5qePC+IWHqtXEQj9L0hJ3bWKgK+W5VqUPBN0XXHAEqlIRVNGrbSHRaHF2TtAoya4YByv3tXW4RBFtymgYYdgiQqij5G2kUmoWKmFTlki2KpUn1c6Gf0IMJDSpxLNcnxNAglJ16rgsowIVzUK6H2GGLikwr2DttCc9hz+D7R+I+FBwiWLey3Xch+kPn3UG3zHpkSftRzANsmCPGZpaCYm/Xm45FyveuW01bOkFzKpk63v1FnTneECgXEJPkbLe/JiZytPAfWzgUOJgiTxyjd6bG3+8COI7//YWaP1e+nJ+pbx0xbX0b4GAW0UxQB6bCF9xeAHvC7JTttVG8OiAbciSihwUBDdfhPX4BIPa4yDDmHZF+J1aUfTWmZYjKqntCvo0xtkDk1tpqXn8HDVCYOYOEmA0
    8nFSq9KREmxabGy1SqamyRLHEFBDxFv5RJ8l2hVbaTgEQNqArBUIJitPCi2Uau52HWohNqfC8e3qMcaJbffNJ2YoCLM0W3DGLJtDmxkaiXdhxVOU0eJdorht/veUlQOAUZOVs/7ur/+2vDGOcEoVNNAE9hTuNaOJnY6Q0tJM9mn4jJzcPHkic1i0lK4g6yL3RdisfmcvnBIgyPc4sz94phVtrkHJ5tyuL06mlHfYbu+sg5CI4xUdmcC+breTTzFEBTZsK/u/kZG30gM5RxDbRrgLDDCCA2U0EddAmMDoFfrDE1kUbqEKTjB58cI8vd1Vmr41g+++u5XsRaJkURm4K0hws1nfnnDJHRwNXglwh+MNEoA+kBVNQahnS5iCUp1tgmKJhl1HQx2y5cPv+WDGyVmX4Puu9FzK4KzJE3LaMkY5PYP8SWEwT8AQZIuxQpmQn7abDzW/ub21wJyTYXBO10KbTcXDN6S3
    mostNfhRiwgbPIcmjpjf48iTZbpR+1K268otFcFxQ3BOKNbwIS+tF9W/alF3KXpRYFr1Ofvx1QNMC0UiT1aRwBT8GuEAK6VAABPZRt5l7TsACO5u/7a6JATQfaJHRiBsGkO37lK62GMZLGYgwBRIeM0hEoqDSH6cj9pB1maryps6AojcKLfd7YN0+EggDnOjZkX4p8ZMAuvrd0V6kkdogkE5YKRnkCPrsgfTGBPilQV3sHc5R5uCIbIJFkz0pBCCwtCOJ2aVulgchihkRDjYjQPY3Qe1kcpeCACdDXXaVTrsClfw1DDntoKqDsXF3p/QdBBsa8QuwsBUlmOQyX4lGtyn3n8aLAtye1GpXbns/cRHlFzfVyOSatB3JD0pfVUS+yJzKdWUUI7IAz/ErOLmYL4cfBvp5Rnlw5xCx1pYhERs7S2DtR4Q5tTqH6gWRt+IedOMSg5orUU7fbmzplNMAXtEIyClW1ng
    Rhs1chUDWmkmQD3xpS/iExCtbd1RWsNJhJNjPcIEA/o5wSyYfkGU/OzTOuWt4L3t73p2DBDLIbIfPTXRTz0v2p/mQB9OA4m+cmpYtWkqGOqaAeXIeVV5SMu4muJgcGnLD5f0VYh08z/j+2YWPmXBuo/MdIbqtd99KnJFVpaknYwus+1IbKqLl1PYKgw90U7voDXggEQu9L8TsGmNtj9JhatwmG5atpXRyjn3TYXA7ENEajNQFqxkOfpfZ8eukAFCYlGonfF8X+T1tN0fPKXYIi45eYnyUMnx4rCuixIbJAiOzCa/VuCd19IFZUcRd9NDrmGeDMzlU4OTgac982xo+n2tWhUrw8idpv4p9SbAeSsMxODE+vrI7w93GjSAipI9l4A/JfjBpYALUIPoVKc+LWZip8KC81HTEdTygqGO7DW3UkGcPihroOg8mVYOwSrIcZwNhjWtExAuOE2Oh8KluM4B8Rq4JCTX
    I/SCEnIn1J3YOapjTUZVjV8/XL/58O7t9X8jASVCqK4jw/pi3jAkx3DipgCP1ItdCiabvnE7grCIyXffML7zZFU6cUd1TfHk9/cFupsYhUncXoKkn31/1rh22gerOoctbwAt2Nh5BMKz/5dwLR4IQf80jKNwygFIxiZ3FFyOeBvfB4sIufX602YJb9SoVtcr65U/Kgvlb1Xoxeteyb4mOWgN60PItth52W3X9kZr7VcM5EgObbR8BF8hVKkdeMaKR6KZRUMlcDusGyIAK+pUL5tIWhl8tEyriD0kNhInhtBQ9UPjG4eazMaHO0I9UvlR1w6drvh2RCYKowU113CKC1jRaAOEewcYaz74JvUjdd2acG5PVMq+v921tcCtFsmGSAXteLbOIrcMp8MCqHxBqXxpedwWxVkxx7EvilziufJrfpWgVi6+9Ttx+CBeaHmv99BsizhiXB+wt9NYvtIzcZSQtDKl2bUs
    IPGAkK0uvwcIwU6BARdKT16+IzUll5ZLWWIbmu/fvP75+of3UH69MaYsAHdsHXQd/p+tXjdkb3vVrjy3JtqKYik1PaxmL8IZb7d9miNvktLTk+fmeV6EWibYsWZHOFq0EalyX+8oHCKFlBD31FC67xtUlZFQ92xs4ovowu7zjMK016ZNAyijkYZszBNr/N2s3E5v+7jK0tNctTS31xnItPxSTdnIIxF5CdbCGWkCwvtuNOIzXi+QYpa9E2OTs/2SVnHHxl7rQoPOpRe3xzX5XZAiXbNxc+6lMQek5Ru7jrjrUjD9lyrXhcJXSv97OUvh62kkjPOrhXS94DEOeV+A7sHbVTaDSxYa0FM4inFtnNfavx0XKossqwupXrFCwj7s0X/KypWlaF7cnHPzpIdhtqYtO/ddoQjeDYIqVWK5SBCAiLHc/MO1We6MNWyKL6+7RFAF7Yau5HtQlmMDLG9aAiuS9FZMOTjE
    OfL8CIJOThkG1HJbqC0UK3swpymPglUTaMcynHLztVJciVYap83TD60PDdPGLSxR81HdEoRVVwvkhV1QQahd1hbLXwbKNoAoOMxxeuZNwwImUhuf9KAWxSSRZCvVBStQYXEWp2Cczu/r9K9U8ypBzPEIRmCVEIJ5qJZdlEui407gipILiumleosjlT2hVIWn73FWqJyf2etY7hxBja55DHn7eSv7OT3Ve0vwYrkZY0KkiEJUxSCZc5zJystzSKzku+6gapvfTMUhR3tpbyzDKItH+TMbvd9vXQpufe1fza838/RxZbbX7y5w8f6C12IvMPFCjxUuePnggsnzRW4YLvTSqH0gFC5DmgmJxBKqRdOyqZo1zXtFYaxVc7ZSMBav5ahqPUPLeZzyxqzPvPkHnrfeD6FeaONdhV+tm565+zP2Vr/3nmL4LlpG2VteAkGk9z6cwHLevNfS8q33Bv5JRo3khvoYl+Jg
    EAoSer/iye5ggbJJ6j4J5on3OlgF42gRZY9/ox5gZ+/DbPT61S8fETB/fPXDT2+vZQNHT6emAU51YuT4iwSeqFw/lj3b2jfRwHpS0f8itq2hhQKezFui2bGwdkoHKdaw0s5I4BOG8fQIDhqnGrjnlAGGPVDSij31vHSpyZaTjgceloHVyMOKv3+OQG5PExjR8S6CTfn2LtAAtgZzB+vIrSFsMZzNIH0+wgfuc4Wkcobz5fyuAmbTICwZnKHMB29cOoKQMLVyBqGDTHMT6/9/mLYY+dBdVBa3ShhO65zg80IJTw1YVryQjybvM+GYXtuGF+6mERvsq1wLcTeb5L699/9hE6DRJjMAAA==
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
