# The image of the processor: .\manage.ps1 build, dist, clean, dev, bash.
& "$PSScriptRoot/../service.ps1" processor @args
exit $LASTEXITCODE
