# Targets of every service's manage.ps1. service.mk has the same ones. Options: $env:IMAGE_PREFIX = 'registry.example.com/ayon'

$service, $target = $args
$prefix = if ($env:IMAGE_PREFIX) { $env:IMAGE_PREFIX } else { 'ynput' }
$version = (Get-Content "$PSScriptRoot/../package.json" -Raw | ConvertFrom-Json).version
$image = "$prefix/ayon-ftrack-${service}:$version"
$folder = "$PSScriptRoot/$service"

function Invoke-Bundle { node "$PSScriptRoot/../scripts/run.mjs" bundle $service }

Push-Location $folder
try {
    switch ($target) {
        'build'  { docker build -f Dockerfile -t $image ../.. }
        'dist'   { docker push $image }
        'clean'  { docker image rm $image }
        'dev'    { Invoke-Bundle; if ($LASTEXITCODE -eq 0) { docker run --rm -it --env-file ../.env -v "$folder/bundle/main.js:/service/main.js:ro" $image } }
        'bundle' { Invoke-Bundle }
        'bash'   { docker run --rm -it --env-file ../.env $image bash }
        default  { Write-Host "${image}: build, dist (push it), clean (remove it here), dev (run this checkout in it), bash" }
    }
} finally {
    Pop-Location
}
exit $LASTEXITCODE
