# Services of this checkout against the servers named in .env: .\manage.ps1 leecher [options]
# The Makefile has the same targets.

$target = if ($args.Count -gt 0) { $args[0] } else { 'help' }
$options = @($args | Select-Object -Skip 1)
$run = "$PSScriptRoot/../scripts/run.mjs"

switch ($target) {
    'help'       { node $run cli --help }
    'install'    { node $run build }
    'leecher'    { node $run cli leecher @options }
    'processor'  { node $run cli processor @options }
    'services'   { node $run cli services @options }
    'stop-redis' { node $run cli stop-redis @options }
    default      { Write-Host "Unknown target '$target'. Known: help, install, leecher, processor, services, stop-redis."; exit 2 }
}
exit $LASTEXITCODE
