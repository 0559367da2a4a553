# Targets of every service's manage.ps1. service.mk has the same ones. Options: $env:IMAGE_PREFIX = 'registry.example.com/ayon'
# and $env:RUN_OPTIONS = '--network ayon-ftrack_default', whatever `docker run` takes.

$service, $target = $args
$prefix = if ($env:IMAGE_PREFIX) { $env:IMAGE_PREFIX } else { 'ynput' }
$version = (Get-Content "$PSScriptRoot/../package.json" -Raw | ConvertFrom-Json).version
$image = "$prefix/ayon-ftrack-${service}:$version"
$folder = "$PSScriptRoot/$service"
$options = if ($env:RUN_OPTIONS) { $env:RUN_OPTIONS.Trim() -split '\s+' } else { @() }

function Invoke-Bundle { node "$PSScriptRoot/../scripts/run.mjs" bundle $service }

function Assert-Environment {
    if (Test-Path "$PSScriptRoot/.env") { return }
    [Console]::Error.WriteLine('services/.env is missing. Copy services/.env.example to it and fill it in.')
    exit 1
}

Push-Location $folder
try {
    switch ($target) {
        'build'  { docker build -f Dockerfile -t $image ../.. }
        'dist'   { docker push $image }
        'clean'  { docker image rm $image }
        'dev'    { Assert-Environment; Invoke-Bundle; if ($LASTEXITCODE -eq 0) { docker run --rm -it --env-file ../.env @options -v "$folder/bundle/main.js:/service/main.js:ro" $image } }
        'bundle' { Invoke-Bundle }
        'bash'   { Assert-Environment; docker run --rm -it --env-file ../.env @options $image bash }
        default  { Write-Host "${image}: build, dist (push it), clean (remove it here), dev (run this checkout in it), bash" }
    }
} finally {
    Pop-Location
}
exit $LASTEXITCODE
