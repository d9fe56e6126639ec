# fish completion for converge(1)

# Names of stacks, and of projects that are not declared and stay, as the last run left them for
# anybody to read; of what is on hold, which root may read; and from a clone that this is the root of.
function __converge_stacks
    sed -n -e 's/^ *"name" : "\([a-z0-9][a-z0-9_-]*\)".*/\1/p' \
        -e '/^ *"left" : \[$/,/\]/s/^ *"\([a-z0-9][a-z0-9_-]*\)",*$/\1/p' \
        /run/converge/status.json 2>/dev/null
    sed -n 's/^    "\([a-z0-9][a-z0-9_-]*\)" : {$/\1/p' /var/lib/converge/state/requests.json 2>/dev/null
    for list in host/*/stacks.yaml
        string match -rg '^ *- *["\']?([a-z0-9][a-z0-9_-]*)' <$list
    end
end

# Names of hosts, from the checkout of this host, which is root's, and from a clone.
function __converge_hosts
    for folder in /var/lib/converge/checkout/host/*/ host/*/
        path basename $folder
    end
end

function __converge_secrets
    __fish_seen_subcommand_from secrets; and __fish_seen_subcommand_from $argv
end

set -l commands run plan status hold resume retry init doctor secrets help
set -l secrets keygen recipients edit set unset encrypt decrypt rotate update-keys check log

complete -c converge -f
complete -c converge -l help -d 'Print a summary'
complete -c converge -n "not __fish_seen_subcommand_from $commands" -l version -d 'Print the version'

set -l none "not __fish_seen_subcommand_from $commands"
complete -c converge -n $none -a run -d 'Make this host run what the repository says'
complete -c converge -n $none -a plan -d 'Say what a run would do'
complete -c converge -n $none -a status -d 'Say what runs here'
complete -c converge -n $none -a hold -d 'Leave a stack alone'
complete -c converge -n $none -a resume -d 'End a hold'
complete -c converge -n $none -a retry -d 'Try a version that failed once more'
complete -c converge -n $none -a init -d 'Set this host up'
complete -c converge -n $none -a doctor -d 'Look at what a run needs'
complete -c converge -n $none -a secrets -d 'Encrypted files'
complete -c converge -n $none -a help -d 'Print a summary'
complete -c converge -n '__fish_seen_subcommand_from help' -a 'secrets init'

complete -c converge -n 'not __fish_seen_subcommand_from secrets help' -l config -rF \
    -d 'The configuration'
complete -c converge -n 'not __fish_seen_subcommand_from secrets help' -l color -x \
    -a 'auto always never' -d 'Whether in color'
complete -c converge -n 'not __fish_seen_subcommand_from secrets help init hold resume' -l json \
    -d 'For programs'
complete -c converge -n 'not __fish_seen_subcommand_from secrets help status doctor hold resume' \
    -l host -x -a '(__converge_hosts)' -d 'The host in the repository'
complete -c converge \
    -n 'not __fish_seen_subcommand_from secrets help status doctor hold resume init' \
    -s v -l verbose -d 'Say more'
complete -c converge -n '__fish_seen_subcommand_from hold resume retry' -a '(__converge_stacks)'
complete -c converge -n '__fish_seen_subcommand_from hold' -l for -x -a '30m 2h 1d' -d 'How long'
complete -c converge -n '__fish_seen_subcommand_from hold' -l reason -x -d 'Why'

set -l run 'not __fish_seen_subcommand_from secrets help status doctor hold resume retry init'
complete -c converge -n $run -l stack -x -a '(__converge_stacks)' -d 'Only this stack'
complete -c converge -n $run -l full -d 'Let Compose compare every stack'
complete -c converge -n $run -l dry-run -d 'The same as plan'
complete -c converge -n $run -l teardown-foreign -d 'Also remove projects of before the first run'
complete -c converge -n "$run; or __fish_seen_subcommand_from init" -l adopt \
    -d 'Accept another host name'

set -l init '__fish_seen_subcommand_from init'
complete -c converge -n $init -s y -l yes -d 'Ask nothing'
complete -c converge -n $init -l branch -x -d 'What is deployed'
complete -c converge -n $init -l checkout -rF -d 'Where the repository goes'
complete -c converge -n $init -l state -rF -d 'Where memory goes'
complete -c converge -n $init -l docker -x -d 'The socket of the Engine'
complete -c converge -n $init -l ca-file -rF -d Certificates
complete -c converge -n $init -l token-file -rF -d 'A file with the token, or HOST=FILE'
complete -c converge -n $init -l token-stdin -d 'Read the token from standard input'
complete -c converge -n $init -l host-key -x -d 'The fingerprint of the host key'
complete -c converge -n $init -l no-timer -d 'Do not enable the timer'

set -l first "__fish_seen_subcommand_from secrets; and not __fish_seen_subcommand_from $secrets"
complete -c converge -n $first -a keygen -d 'Make an age key'
complete -c converge -n $first -a recipients -d 'Print whose keys are at hand, or who opens a file'
complete -c converge -n $first -a edit -d 'Open a file in an editor'
complete -c converge -n $first -a set -d 'Give a key the value on standard input'
complete -c converge -n $first -a unset -d 'Remove a key'
complete -c converge -n $first -a encrypt -d 'Print a file encrypted'
complete -c converge -n $first -a decrypt -d 'Print a file in the clear'
complete -c converge -n $first -a rotate -d 'Give files a new data key'
complete -c converge -n $first -a update-keys -d 'Encrypt files to whom .sops.yaml says now'
complete -c converge -n $first -a check -d 'Look whether all secrets are encrypted'
complete -c converge -n $first -a log -d 'Say which keys changed when'
complete -c converge -n "__converge_secrets $secrets" -F

complete -c converge -n '__converge_secrets keygen decrypt' -s o -rF -d 'Write to a file'
complete -c converge -n '__converge_secrets encrypt' -s i -d 'Replace the file'
complete -c converge \
    -n '__converge_secrets recipients edit set unset decrypt rotate update-keys check' \
    -l age-key -rF -d 'Open with the keys in this file alone'
complete -c converge -n '__converge_secrets edit set unset encrypt decrypt' -l as -x \
    -a 'dotenv json yaml binary' -d 'The form'
complete -c converge -n '__converge_secrets rotate update-keys' -l yes -d 'Do not ask'
set -l encrypt '__converge_secrets encrypt'
complete -c converge -n $encrypt -l age -x -d 'Encrypt to a recipient'
complete -c converge -n $encrypt -l encrypted-regex -x -d 'Encrypt values of such keys'
complete -c converge -n $encrypt -l unencrypted-regex -x -d 'Leave values of such keys'
complete -c converge -n $encrypt -l encrypted-suffix -x -d 'Encrypt values of keys that end so'
complete -c converge -n $encrypt -l unencrypted-suffix -x -d 'Leave values of keys that end so'
complete -c converge -n $encrypt -l encrypted-comment-regex -x \
    -d 'Encrypt values with such comments'
complete -c converge -n $encrypt -l unencrypted-comment-regex -x \
    -d 'Leave values with such comments'
complete -c converge -n $encrypt -l mac-only-encrypted \
    -d 'Let the other values be changed without a key'
set -l check '__converge_secrets check'
complete -c converge -n $check -l history -d 'Look whether plaintext was ever committed'
complete -c converge -n $check -l since -x -d 'Only after a revision'
complete -c converge -n $check -l staged -d 'Look at the next commit'
complete -c converge -n $check -l commit -x -d 'Look at a commit'
complete -c converge -n $check -l lost-host -x -a '(__converge_hosts)' \
    -d 'List what a host could open'
complete -c converge -n $check -l recipient -x -d 'List what a recipient could open'
complete -c converge -n '__converge_secrets check log' -l json -d 'For programs'
