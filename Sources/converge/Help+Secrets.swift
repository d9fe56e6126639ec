extension Help {
  /// What `secrets --help` prints.
  static let secrets = """
    converge secrets makes, changes and reads the encrypted files of a repository,
    which sops reads and writes too.

    usage: converge secrets keygen [-o FILE]
           converge secrets recipients [FILE...]
           converge secrets edit FILE
           converge secrets set FILE KEY < VALUE
           converge secrets unset FILE KEY
           converge secrets encrypt [-i] [--age RECIPIENT]... FILE
           converge secrets decrypt [-o FILE] FILE
           converge secrets rotate [--yes] [FILE...]
           converge secrets update-keys [--yes] [FILE...]
           converge secrets check [--history [--since REV]] [--staged | --commit REV]
                            [--lost-host NAME | --recipient RECIPIENT]
                            [--json] [PATH]
           converge secrets log [--json] [FILE]

      keygen       makes an age key; with -o a new file, readable for its owner
                   alone, and prints the recipient
      recipients   prints whose keys are at hand (as root on a host those of its
                   configuration alone), or whom each FILE is encrypted to, with
                   the host that has it in host/<name>/age.pub
      edit         opens FILE in $VISUAL, $EDITOR, vi or nano, in memory only;
                   what was not changed keeps its ciphertext; tells the keys
                   that changed
      set          gives KEY the value on standard input, less one line feed at
                   its end, or asks for it on a terminal; warns of what Compose
                   will not read as it stands
      unset        removes KEY and what is below it
      encrypt      prints FILE encrypted, or replaces it with -i
      decrypt      prints FILE in the clear, or writes it with -o, readable for
                   its owner alone
      rotate       gives files a new data key, for the same recipients; without
                   FILE every *.secret.* of the repository
      update-keys  encrypts files to whom .sops.yaml says now, their values
                   untouched; without FILE every *.secret.* of the repository
      check        looks at the clone around PATH or this folder: whether all
                   secrets are encrypted, for each host that uses them and no
                   other, and used as Compose reads them; of the working
                   directory, with --staged of the next commit, with --commit of
                   that one; with --history also whether plaintext was ever
                   committed, with --since after REV; works without a key,
                   and checks more with one; whether .sops.yaml names readers
                   whom everybody has the key of (that of the example in
                   converge's repository), or nobody here;
                   --lost-host lists what the keys of host/NAME open and opened
      log          says which keys changed in which commit, when and by whom

    KEY is the name of a variable in dotenv files. In json and yaml files it is
    a path such as db.users[0].name; keys with dots or brackets stand in quotes,
    as in a."b.c". A number, true or false stays one where the new value is one;
    every other value is text. The next element of a list may be set too.

    rotate and update-keys show what they are about to do and ask; without a
    terminal they want --yes. Files that they cannot change they name, change the
    others, and end with 1.

    Where git left a conflict in FILE every command says how to solve it: take one
    side whole, then set what the other side changed.

    New files, and encrypt without --age, follow the first of the creation_rules
    that matches in the nearest .sops.yaml above FILE.

    options:
      --age-key FILE   open with the keys in FILE alone (- for standard input);
                       may be repeated. Else keys come from the configuration,
                       sops' variables (SOPS_AGE_KEY, _KEY_FILE, _KEY_CMD,
                       SOPS_AGE_SSH_PRIVATE_KEY_FILE, _CMD),
                       ~/.config/sops/age/keys.txt and ~/.ssh/id_ed25519
      --age RECIPIENT  encrypt to age1... or ssh-ed25519 ..., or to those in a file
                       that holds one a line; may be repeated
      --as FORMAT      dotenv, json, yaml or binary; else the name says, or the
                       content
      --encrypted-regex, --unencrypted-regex, --encrypted-suffix,
      --unencrypted-suffix, --encrypted-comment-regex,
      --unencrypted-comment-regex TEXT
                       (encrypt) which values are encrypted, by their keys or
                       comments; else all but those of keys in _unencrypted
      --mac-only-encrypted
                       (encrypt) let the other values be changed without a key
      --yes            do not ask

    exit codes: 0 done; 1 not done; 64 wrong usage; 65 a file, or .sops.yaml, is
    invalid, or check found errors; 78 the host's configuration is invalid; 128+n ended by signal n
    """
}
