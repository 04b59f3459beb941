from stripper.commands import main

main()
