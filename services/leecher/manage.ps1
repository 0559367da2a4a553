# The image of the leecher: .\manage.ps1 build, dist, clean, dev, bash.
& "$PSScriptRoot/../service.ps1" leecher @args
exit $LASTEXITCODE
