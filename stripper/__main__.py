from stripper.commands import main

if __name__ == "__main__":  # processes of a batch read this module too
    main()
