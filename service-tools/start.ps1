# Another name of manage.ps1.
& "$PSScriptRoot/manage.ps1" @args
exit $LASTEXITCODE
