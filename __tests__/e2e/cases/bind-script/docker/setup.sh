#!/bin/sh
set -e
mkdir -p /opt/tool
echo ready > /opt/tool/state
