#!/bin/sh
set -e
mkdir -p /opt/tool
rm -rf /tmp/*
