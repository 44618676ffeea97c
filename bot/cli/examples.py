"""Examples for the help of every subcommand."""

from flows.operator_text import Text, Translatable

SERVE = Translatable("""\
examples:
  radap serve                                  for this machine only
  radap serve --host 0.0.0.0 --port 9000       on all addresses, port 9000
  radap serve --env-file /etc/radap/radap.env  with the settings of a file
""")

#: By subcommand: command lines, each with what it does.
EXAMPLES: dict[str, Text] = {
    "serve": SERVE,
    "chat": Translatable("""\
examples:
  radap chat                                   begin in Thai
  radap chat --language en                     begin in English
"""),
    "assess": Translatable("""\
examples:
  radap assess services.xlsx                   print a table
  radap assess services.xlsx -o gaps.xlsx      write a table
  radap assess --json services.csv > gaps      one JSON object a line
  radap assess < services.csv                  read standard input

columns of the table, in any order (`radap template` writes one with all of them):
  service, agency, group, and a column for each process or one for all:
  service,group,levels
  Permit to open a shop,3.1,-IIISSSAAIII
"""),
    "template": Translatable("""\
examples:
  radap template services.xlsx                 an empty one in Thai
  radap template --language en services.xlsx   in English
  radap template --services names.txt services.xlsx
"""),
    "check-criteria": Translatable("""\
examples:
  radap check-criteria criteria.json
"""),
    "compare-criteria": Translatable("""\
examples:
  radap compare-criteria criteria.json new.json
  radap compare-criteria --json criteria.json new.json > changes.json
"""),
    "form": Translatable("""\
examples:
  radap form form.pdf                          in Thai
  radap form --language en form.pdf            in English
"""),
    "poster": Translatable("""\
examples:
  radap poster poster.pdf                      for the LINE or Telegram account
  radap poster --line @123abcde poster.pdf     ask nobody
  radap poster --language en poster.pdf        in English
"""),
    "setup": Translatable("""\
examples:
  radap setup --dry-run                        say what would be set
  radap setup                                  set it, again at any time
"""),
    "doctor": Translatable("""\
examples:
  radap doctor                                   with the usual settings
  radap --env-file /etc/radap/radap.env doctor   with those of a file
"""),
    "new-key": Translatable("""\
examples:
  radap new-key
  (umask 077; radap new-key > encryption_keys)   for ENCRYPTION_KEYS_FILE
"""),
    "backup": Translatable("""\
examples:
  radap backup radap.backup                    while the server runs
"""),
    "restore": Translatable("""\
examples:
  radap restore radap.backup                   into an empty database
  radap restore --force --yes radap.backup     replace what is there
"""),
    "report": Translatable("""\
examples:
  radap report                                 everything that is stored
  radap report --since 2026-10-01 --json       from a day on, for programs
"""),
    "collect": Translatable("""\
examples:
  radap collect new "Survey" --until 2027-03-31 --organiser "Ministry"
  radap collect list                           names, days, how many have joined
  radap collect code NAME                      one more browser may see it
  radap collect code --revoke NAME             and none of those before
  radap collect close NAME                     no more changes
"""),
    "reencrypt": Translatable("""\
examples:
  radap reencrypt                              while the server runs
"""),
    "diagram": Translatable("""\
examples:
  radap diagram > states.mmd
"""),
    "criteria-schema": Translatable("""\
examples:
  radap criteria-schema > criteria.schema.json
"""),
    "check-guidance": Translatable("""\
examples:
  radap check-guidance my-guidance.json
"""),
    "guidance-schema": Translatable("""\
examples:
  radap guidance-schema > guidance.schema.json
"""),
}

EVERYTHING = Translatable("""\
examples:
  radap serve                       start; say what is on, and what is off
  radap doctor                      say what is wrong, and how to put it right
  radap COMMAND --help              options and examples of a command
""")
