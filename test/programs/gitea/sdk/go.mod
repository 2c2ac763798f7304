module gitea.dev/sdk

go 1.26.4
