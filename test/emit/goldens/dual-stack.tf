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
    hash=5958431d31e3
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
    H4sIAAAAAAACA51be3PbRpL/n59iQtEhKYlPyzwbMuN4HW/ZVY7tirxXV6UoXpAETZxIgAWAkhWa99nv9+uewYOkd1NbLhPAPHp6+t09ozTITGczN2fBq9is4zT8Wgu+ruMkMx9ffnoz7m3SpJdOwsiTN3nRT/zU3r8bN5q/R83a279fjRvv35m79XTcbNbwGPGZbKJxDz+9aJLEmywwmyjMtCV9SLNgNbNPN6CTBGkWJ0E3DZK7cBrUUv+h1TZbE0wXsak7MI11vAynD55pDOqXZleb++FShmG4qfMrmNnODSBdmuBrmHFguojvi4GNgYcRCroxFEj+BFs/BurSRLHR1e/91IBsnAqwBl272omJo06a+aDbbOMv+Tq97WDUZt1NF57JFtg8UGmmJr6PTDpNwnV2biYPJsxs0yKY+NGXrnkVr9bLAOtMgjlIYfzowS48XWBAkHZrafhnMH42qs2B3bjRWt2C
    hOu2+fbNCP4gVGzYZwBAls6R04WxITvJDH/6cdCu16Z+Zn4CFTirbp4/N83X73/53Kyd/EBG99IFdvjbJgKq0TQQkIISCJH50awr8+0sSEOGbTbefPj19bn5Zzj7J7YwM43t150B5TD3wfhgcQ1j+f9zLUv8tWkmK9OZOxSa5vX/vP1Umy5W8cz8V7/v2mv3SZhlQYRd309NZ2qeu5527RqvrZYd0G7XzRgNJFXd3JRoE0fLB+y/GGjiuZFxYAe3hM8jNANBMxNGWYydcMFHvdOdZ8IUDDTzzXL5og4EOl9zGpaXPAZu6kdRnIHJBupg5km8OgJ4FW+iLJhB9oKvwRRLUIYonk5JO5G5evP63bsPHz9d1URjG1gsTNKCl6Y3C+56EVCsTeMZ5OUFtYqkIToAHkQz/N6H2UIFmqNMg7+XkPMKt7GfOzAhgVwnEUBwUL0GBaScxfESBDLhGnvDNpdBsDZWypSP
    4FiyujSzGIisVhSKzh2AcGId0pfjScpR84Rw0ADQAgIt44CczsRCDe4XlIqwEUwK14LkOYYkwSYLl0AXA7/8Ga7rtVkcBTV/NoN9SYV+xHi99CHMhDQUrLA+5Ar4wzLUTSc2nADFjO/NZo39oX0rcx6Z0x0ETsZv8Xty6pmdyT8fsZ/S8Cdm4NsKg6VaX5HZ1ZZxfCu4WLxM5wLjZYG0Ths65mQlfQLI0nNySivlJozyCSOZMSpPwUdpjkWHgyw+oi/YLaCofZGdVvbIPblJUCiZtq3l4A9nz4K5v1nCCJbmldCxbydu2F3og3AH/UpAFSsFTibJahdHVmub9x8+df7+4R/vfxE+fvGz4N5/gAcyszAJppmDDEIQMbDKNeuLZdi1aSjwsWmWMWyemhvZ+jSOsjDaBPkKDm51P0WvfXMCAWmQ9dQ0gTqWpJMk8G9VLIywxXb9+KP7Ep7ZT0ukUotdBi0g2tXr
    Vx/e/3I17gv57v2QOg76bfvd7pNnO1LIUPS4cKtlR0P9njyDKQRAQQaaL/oL5yZoZf5kGYiwLuOpvzTLMII5EExq8m6F4YJqU+IQ4NFy0ShAUCp94q9UJxT8eI/fAlcYKm2O2L3e779bmSmawFd/RqxuZ3Cmh93f6QFjYEjBk5QMOuhKEiCEDkHvjBGO64RCFXTBFHme1DGiTsGVz9yMNZ0FDaMvRrtK1h+IN2vq62G8pRf4xMu7ICFVhXw0qL0gm/a0pwtBnKvrVltufcrVm5ed4ZORaSz8dFGXaEdsGGwFdmi1Xc0afD6pPfdXIdwhyE3WjZTam6XjJ5yIDKjDSS0DLCYWAh22XZrrlEnOgQeECm3lHeSjkMFurvwwOt1B4k+FPPaXGgXhEOxBicCDsaaUcLJZQ0mCGVAm4ThfqeaZNJ7eBgiYJvCLM1pkToKHTOawWAg6nGFcAezkYe3jFSBS57+sH5Bd
    5DQm9u7d0qypbFCmNDFA3+jhy2q7hbbaDRRYGNCeaDlUgPyg3x1ddAejbr837BtQXRseD7XBn2OqGfXhbMHXWSrOnzsnXSbUVMDw8QFnaNLNJAoyRAJGgu3c8Dk30e/KP8hgPJ+Pxj04xSmD7B5m9cL13ahH2elxF71ZmHKfn9lM/xBgd5xlt/cvAcDj7s+vOBfSBqKdxtH435Fn2O8PvNnkqTfAmzfoe15vdEEyVTuGtuM/JZe4OyqS2+SwFHJItNh3flrQbr79eDcibLvNGUI4rMPAjBEH4+AWYHe5e1HI7mm3TJH2ucQfxEzTFdm6ALXRFL0FSNZ0YgQ55MqWt6MD5o7GngfG7vmAsiByMVlB962RU8bYkwZQ43CCFlSWgZ9EWZ7XJEcoO4utEio8aNh/f3yFyXe6jND1ALfCG+0riXOTauMnm0xgAyQAi1w413mcyeo8VZa4O3+KwKfgj2DjfK/VA+fp
    c1ICR4T+4hTV3ZUskPWVDecT7dp5FoU17+PkFlYkmC6RwpjOS7MIlhCMDcxIEt+DpUEyMeltuB632ozRQXHxmvc+43jJkaeM6cdQ+2kWUsyaYojp7KzXS5GqMkb2YbfECaK91jxpnrbzAMRcXtZOr7te7waNsJbz8CucEMdKqHEpwq7tGmuwy+Ukuq4OZ2gowNp5O5svKysFqT8Vzm65s2sL+KaD+FCMeB4WKcra3WkoQCJ/6p12IOy/U6zbstWxQ0+UIA/8vI7nSSCNJsqp18kZt8M+Y1h8qF4WwgIT6b8E1OtYWSgB/ktwVXSOg7Zitg/bSmgZIpSPuqeAc2CWNg7oAQpCchUaxB2cBNGB5J6difi0kXxoEqEyhh5pN+MxvCLSIch2nkRpwqv9THVlgLNBaIYA2zjkSJGjFvjThRREqsGZZEy2dmKLMgMbPqMwQuRYFlGDJhrA0ADxk8ZU4//jR+v6D/ze
    nMqje9P+vfsCL00UQCTF0+KL6XjN1nW/8+zmrG2DBoEBAf7by6s3n397/evLT6/eXA9udibKFvvNwxvGY7eBlJH4HNfH4N+AEeMdQpSdBi0D8wMCFM8F+lvDkY0tfh+JfplVMAs3q125fRVkCfg76A8voHFcRrkpK1mltOLR69tVsPE/Wtd+58+bM9N+IfvyO3OQoOvdXP9hqM66x1ypj+wG+hZBzGBPmlZybmkQl99QW4jXgQS7zdoqTFMEnIINrRQskhgqPmmr+PQnaQBjZG1QwV2Jf8QKYafO3dQFzHUDTTfjhyC1eyy6NfoD6JKJEFbnCJO2eY512nQkRIKFLf+Qd5WnfPO6xUDSuml5VFlorFNVK6p7US063AxpUdqM2Ldig2rcpIRDEkEJZRq10GqepS8SopTmfI6ii1ByusFn2UUgncZeZt9Ha5+OdkKxOeKH7UpqUqWu1hzQWqS2e1UISWrvldxl
    YTlMaivGXdYM56acFJ9qPUBKDBLBX9ItRsgiOx1rdVATXaZSts0dUB6eqfcUE0QILO2cm/tFOF3A8VurI9YIFGTw6TFCQaSBkhQ6XVlOY6m6kh1lPD7NmRnA4pHyaOF0bVCesKyGp9fRjaCsECoPre20tWYxcoiCZxQEFqpZiLMeLgtXAXFAtK4F62kGw8oq0V7h2vxYCiql4gyyBIcK1sJCHyRvino2N9GV8nSv0ge67ouvKFtZXq0KbQu5RtseixmeWJmvJ8EKxbwZg3EEgssQ8ZbStok06EC1tXrE0lBFNHM1KaSIGz5QF5DEkthW2fKqgHM4XxDQCUUrYXm5xnZcwFFHC+cBPaQwUBcSSJcwhNqTnsHlwj0NRfKYf5I1eS/Z4z7MYPSsO3zCdE2etDz+zM/8PQZqRihs+X7d6EwMPDxb09aQwKJKkWGvcITuHA8Q29UhKIY24Dhm4PLsdR8b+JrIXyH9
    TdB7fe1NwLxb7+YGaP1R+nIup7z0vmtFAcCuohgg/Y6FmziaQYAAslMf1KbxYIRtSPGK1BkEN9+E4fgEgzoTP8OYTkVhnCoyEkoyraJUMvI1dHCCkxXm5NKiKbm+SqBrl1Nl0viHhzcBMHfHKLBHDg6KIPmQNF7hsAUqjNAwH+Cx4LxmK22PrAPtgFrniMbrmo1HWrLrJNCyck6N49uW4o05se2e+cJMCxGhJj7OHmYLWAKiSP8kGijqZXWuRHnb/O8pLEcc4xaLgYPdX/9t1yY4qCoVAEETmGQ46IxWejZGXk5LO6DRNHI+9fixzGEVVrr8rIcEHhG+OqW9iEuAIG/lzMHwmdbnuQYlnHN7Xg+KK+VLl2dod+20i6iJ4xUdmcC+Xq+bTzFEBVZpK/u/lpE30gN5R7zdQWQODDCCA2U0EdeYncDoWAajE1kUnqUKTjD56Sfz9GZXafrRDJ88QVzqAnpRHXg8
    SHKr1diecMkdfBVeCXCHwxoSgG6URVpBqG8rsIJSg22CYomGPUdDHbLlw+t7YMbJaY/gB66WXkoyrekTctpaTDmDhPxJXTPPEZEPiNFClZOftpsPNcO53bXAxEHBHTGPYNBH2039xDekt5o2rjSCUssIW7yAJo5Zp4B2sso47lzIdl3NqCI4bghOQ8Uq3udnBUXxslqTXoleFJhWPc5+RHZfF9IX+TRyrYJfYxzRpRQIYCLbyLusnQcAwd3t35bIhAC6T/S45GgC3bpNWSSw1VK7plZMMQPHfQIJrzlEQnEQyY+zccfPOmxVeVOHAJEb5za845xRzoIjoTzMjZoV4Z8aszxxcxlMHuQJBuU4gB6i7MQ09oRkZf4tTF3OzJYgh1SEZR89BoWMMDDk0V+lrhcFAaoxIY6vIx8m917No3IWvKe/oTq7ck0uiUWlPg/av6DJnpAUjlRDfREAZtocg0T7O0HkPsUO
    o+dyjLkXrVrQZdcmhr/k174bblSjwP2spfRVqSoUkVqp4IVaSB4QIoIVxwWD5IDbyC1PZO4XFCMW6kIEgUlt5Sd6gJnTYnCgLBh9LQZLaSIHyNZGPXqxs8ZQlJs9IuOQu60scK2NGseKSaw0E6CeSNO78AmI1lruKH/BNMTJth6xgvoDpZaFMSgokh/MuihXkN4Odv2ixpWDYz966qJuenq1P82BPpwG+nznVLNqolQk1NMCypHTs/KQtnHVzuHwwhYcLuh6EMDm/43nmXnwlEX0AbLVOSrqXu+pSBT5WIiUcLnMsyMhpy5ezmGrMPS4Pb1FiQLkl0CE7nQKHiVo21e878JhAkrKlXHK2fZDhbrsQ5RpE1LWyWQt+lJnky6REEJWUT+e8+aBSOqjzmD4lAKLGOPkBapBJSeKc8MeKnuQHTglmwtbUXceSBeU7YTcSh/5g3k8NBdPDY4qnvbNs5EZDLRYVqwM
    q/Uo9R5RY3wcBsMuDE+s3w69wWinAQCtB5PpEvCnBD+8EHA+ihLd6tSnxUzsVOh/Nm45alpGMGyRvebJmR+l98oXqDiPzZU9sAdyMmgDW03QBIQLNOPjYW0pRnNAavtVPVazpXPcwJpaz9ZimHeDY3v4No7Q+ItIKaQjdWmXT8lur91WICViw903jO0iXpfuAaCKpgjy++cCz02EmiUuWkG+T38+bb53OgdDuoDtbmLnMKuLEBRn/8cgEZeCyH0WRGEw4wBkVtNbSixHvI3u/GWINDv5slnBvTSrVfzKeuWPykL5WxV68bp3NFCXhLKO9SFdW+y87IDre6O11ixmcSwnSFoggnsQqhwWAyoeiJYVDZXo67B8iCiqqES9aCEDZQTRNu0igJAAR/wW4jtVDA1SHGoyGx/Oox+pAKmvhjJXnDViDIXRhn7L1FbLCQYr5ojZVHp+RqyOBfO+M2ex+CZVJTruapHd
    ZpAF3Xi2z4K6gKR/wsRGDvKgAM/qPKIHFLr0Xpe7jViJSuVu3qAbBffid1Z3elXOtojfRbHdXqBj7UrP5FE/0rIUzBokRRYQ9y8ka8gvEdKzAXfHi+jibqKQEAf9QklJhuWOmBiE/NpIR1N1S35wxlZDk+B/bYW6KXvbK3XlyTHRVhRLueXhsdoymPMC3pcFEh+pHD1+bp7nNaRVjB1reoMzThtXKuf1jsQhUsjpcJUO5fmBQWEZGXHfhiKeiC2MPc9DTCcxHVo9GY08YmMeW4vvZuXGeTvA9Zq+Jpuluf3uUKbl13zKlh2ZxAuwFh5IMwhev6PlnvN6g1SlGPaC4Ta72q9N2es/9ooZCx4ykU7bxp35RZQi2bIRcO6UMQd05Ru7jnjnUli8bwmOFqULTa+U/vcyDuvaaRqMc6Ol60jUSnK9gNuHc6vsBNc7NC6nWBTjOjg1tv93XKUsrCwMpHrdC7n2qE93
    KStXlqJRcXPOzOM+htmKtmzbczUeODOIqBSH5SKDDwpGcgUR93q5M1awKbi8aBNCCbQbWpLvQZmNDbBCaamrSNJHMe/jEOe385oqXZtyC6jlFlBbKFD2+E8zFwXrDJ+MZfTk5ut5VyU4aT5qPfrU/tQ0HdbFqOBjdyjOwqkF8pNdUEGoNdYWZa4ExTZeKDjMcfaiGUwKmEg9fNyHQhSTRIytSBesQHHE2ZqCcTp/oNO/U4irxCzHAxaBVUIIhqFaMVEuiXY7gSuqJaiml0oljlT2HFRVXWTd2h93M8LeNAGJKVz2Spg7SFDDax4C3taWjUnROrdhTH4UV0irWCNzBr8kL88htJK5urOqbX5LFscbnZW9UQ2LLO7kXxno/X7rT3DlzP3hgPuzgUYrTxXXZvv+3Tn+KOCcV3TPMfFcjxbOebvhnKnyeW4YzvUCq30g+C1DmgttxAyqRdOipxLO5kCa6orqWOPm
    7KUgLp7LUdV6h7bzOuX9Wb95/Q88b2q/BHqpjncifrOueu5u8tg/QKhdUSDfhaswe8tLKYj0roIpDOj1ldaHb2qv4aNk1Fgu0k9wMQ+moaBk7Tc82e0vUQBJ3SfBPK698tf+JFyG2cPfqBHY2VWQjV+9/Pj5/etPn1/+8uvb97KBo8dTMx8HPBHS+mUMb1QuAsuebQGbaGA9Kc9/EyvX1NoAbwJYotmxsHtKBym7sFzOaOALhvEgCU4aRxS4cZUBhj1baorYU+NL16uc2IvDE4VtNpGZaR0+D0kqMZJlazUmaWxltneG8E7eEN2pdcpTv737PXBGGs0dLCA3mrDjYD6HTHqIKLjtNZLLOU6d86sSmE1LsWK8htIdHHTp9EGi1uL4QSotHGRam0j/cmPWZjBEP1JZ3KpmMGtwgsf7LDwJYKnwXD5avGuFw3ttG527i1BssK9yK8VdvJK/Eqj9P42O1unaMwAA
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
